package import CLibcurl

/// An easy handle of libcurl. It is used on one thread at a time.
package typealias CurlHandle = UnsafeMutableRawPointer

/// Why libcurl cannot be used: it is not installed, or it cannot begin a transfer.
package struct CurlFailure: Error {
  package let detail: String
}

/// What both sides need of libcurl besides its options.
package enum Curl {
  /// The first handle of a process loads libcurl.
  package static func makeHandle() throws(CurlFailure) -> CurlHandle {
    if let failure = candour_curl_load() {
      throw CurlFailure(detail: "libcurl cannot be used: \(String(cString: failure))")
    }
    guard let handle = candour_curl_make() else {
      throw CurlFailure(detail: "libcurl cannot be used: it makes no handle")
    }
    return handle
  }

  /// The last status of the other side; 0 without one.
  package static func status(of handle: CurlHandle) -> Int {
    var status = 0
    candour_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return status
  }

  /// What the code means, in libcurl's words.
  package static func displayText(of code: CURLcode) -> String {
    String(cString: candour_curl_text(code))
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
      guard !text.utf8.contains(where: { $0 < 0x20 }), let longer = candour_curl_append(lines, text)
      else { return nil }
      lines = longer
    }
  }

  deinit { candour_curl_free_list(lines) }
}
