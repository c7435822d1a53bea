package import CLibcurl

/// An easy handle of libcurl. It is used on one thread at a time.
package typealias CurlHandle = UnsafeMutableRawPointer

/// What both sides need of libcurl besides its options.
package enum Curl {
  /// - Returns: `nil` when libcurl does not start.
  package static func makeHandle() -> CurlHandle? { isReady ? curl_easy_init() : nil }

  /// `curl_global_init` is called once, before any handle is made.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// The last status of the other side; 0 without one.
  package static func status(of handle: CurlHandle) -> Int {
    var status = 0
    candour_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return status
  }

  /// What the code means, in libcurl's words.
  package static func displayText(of code: CURLcode) -> String {
    String(cString: curl_easy_strerror(code))
  }

  /// The object that a callback was given as its context.
  package static func object<Object: AnyObject>(of context: UnsafeMutableRawPointer?) -> Object {
    guard let context else { preconditionFailure("libcurl gives back the context it was given") }
    return Unmanaged<Object>.fromOpaque(context).takeUnretainedValue()
  }
}

/// Lines that libcurl reads, such as headers or addresses.
package final class CurlList {
  package private(set) var lines: UnsafeMutablePointer<curl_slist>?

  /// - Returns: `nil` for a line with a control character, and without memory.
  package init?(_ texts: [String]) {
    for text in texts {
      guard !text.utf8.contains(where: { $0 < 0x20 }), let longer = curl_slist_append(lines, text)
      else { return nil }
      lines = longer
    }
  }

  deinit { curl_slist_free_all(lines) }
}
