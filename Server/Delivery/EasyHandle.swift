internal import CLibcurl

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

  private let handle: UnsafeMutableRawPointer
  private let upload: [UInt8]
  private var offset = 0
  private var received = 0
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var isWhole = true

  /// - Returns: `nil` when libcurl does not start.
  init?(upload: [UInt8]) {
    guard Self.libraryIsReady, let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.upload = upload
  }

  deinit {
    curl_easy_cleanup(handle)
    for list in lists { curl_slist_free_all(list) }
  }

  func set(_ option: CURLoption, _ value: Int) {
    accept(candour_curl_set_long(handle, option, value))
  }

  func set(_ option: CURLoption, _ value: String) {
    accept(candour_curl_set_text(handle, option, value))
  }

  /// Trusts certificates in PEM, and none of the system's.
  func trustOnly(_ authority: [UInt8]) {
    accept(authority.withUnsafeBytes { candour_curl_trust_only(handle, $0.baseAddress, $0.count) })
  }

  /// Refuses to connect to an address of this machine or of a private network.
  func stayOutside() { accept(candour_curl_stay_outside(handle)) }

  func set(_ option: CURLoption, list lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else { return accept(CURLE_OUT_OF_MEMORY) }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    accept(candour_curl_set_list(handle, option, list))
  }

  /// Keeps the body of the answer; a longer one ends the transfer with an error.
  func keepAnswer(bytesMax: Int) { (keepsAnswer, answerBytesMax) = (true, bytesMax) }

  private func accept(_ code: CURLcode) { if code != CURLE_OK { isWhole = false } }

  /// Runs the transfer. The upload is read from this object only.
  func perform(uploading: Bool = true) -> Outcome {
    let context = Unmanaged.passUnretained(self).toOpaque()
    accept(candour_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(upload.count)))
    accept(
      candour_curl_set_sink(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
        EasyHandle.from(context).read(into: bytes, size * count)
      })
    accept(candour_curl_set_pointer(handle, CURLOPT_READDATA, context))
    accept(
      candour_curl_set_sink(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
        EasyHandle.from(context).take(bytes, size * count)
      })
    accept(candour_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
    if uploading { set(CURLOPT_UPLOAD, 1) }
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    guard isWhole else {
      return Outcome(
        code: CURLE_UNKNOWN_OPTION, status: 0, hasBegun: false, text: "libcurl lacks an option")
    }
    let code = curl_easy_perform(handle)
    var status = 0
    candour_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return Outcome(
      code: code, status: status, hasBegun: offset > 0,
      text: String(cString: curl_easy_strerror(code)))
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> EasyHandle {
    guard let context else { preconditionFailure("libcurl gives back the context it was given") }
    return Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
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

  /// `curl_global_init` is called once, before any handle is made.
  private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
