internal import CLibcurl
internal import Curl

/// One libcurl transfer, from its first option to its end, on the thread that created it.
///
/// If an option is not accepted, nothing is sent: never without the verification or the limit that
/// was asked for.
final class EasyHandle {
  struct Outcome {
    let code: CURLcode
    /// The last status of the other side; 0 without one.
    let status: Int
    /// Whether anything of the body was sent.
    let hasBegun: Bool
    let text: String
  }

  /// A longer answer is cut off.
  private var answerBytesMax = 64 * 1024
  private var keepsAnswer = false
  /// The body that was received, where ``keepAnswer(bytesMax:)`` asked for it.
  private(set) var answer: [UInt8] = []

  var options: CurlOptions
  private let upload: [UInt8]
  private var offset = 0
  private var received = 0
  private var lists: [CurlList] = []
  private var areListsWhole = true

  init(upload: [UInt8]) throws(CurlFailure) {
    options = CurlOptions(handle: try Curl.makeHandle())
    self.upload = upload
  }

  deinit { candour_curl_free(options.handle) }

  func set(_ option: CURLoption, lines: [String]) {
    guard let list = CurlList(lines) else { return areListsWhole = false }
    lists.append(list)
    options.set(option, list: list)
  }

  /// Keeps the body of the answer; a longer one ends the transfer with an error.
  func keepAnswer(bytesMax: Int) { (keepsAnswer, answerBytesMax) = (true, bytesMax) }

  /// Runs the transfer. The upload is read from this object only.
  func perform(uploading: Bool = true) -> Outcome {
    let context = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_INFILESIZE_LARGE, size: upload.count)
    options.set(CURLOPT_READFUNCTION, CURLOPT_READDATA, context) { bytes, size, count, context in
      EasyHandle.from(context).read(into: bytes, size * count)
    }
    options.set(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, context) { bytes, size, count, context in
      EasyHandle.from(context).take(bytes, size * count)
    }
    if uploading { options.set(CURLOPT_UPLOAD, 1) }
    guard options.areAccepted, areListsWhole else {
      return Outcome(
        code: CURLE_UNKNOWN_OPTION, status: 0, hasBegun: false, text: "libcurl lacks an option")
    }
    let code = candour_curl_perform(options.handle)
    return Outcome(
      code: code, status: Curl.status(of: options.handle), hasBegun: offset > 0,
      text: Curl.displayText(of: code))
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> EasyHandle {
    Curl.object(of: context)
  }

  private func read(into bytes: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
    let count = min(room, upload.count - offset)
    guard let bytes, count > 0 else { return 0 }
    upload[offset..<offset + count].withUnsafeBytes { part in
      UnsafeMutableRawPointer(bytes).copyMemory(
        from: part.baseAddress ?? UnsafeRawPointer(bytes), byteCount: count)
    }
    offset += count
    return count
  }

  private func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    received += count
    guard received <= answerBytesMax else { return 0 }
    if keepsAnswer, let bytes {
      answer += UnsafeRawBufferPointer(start: bytes, count: count)
    }
    return count
  }
}
