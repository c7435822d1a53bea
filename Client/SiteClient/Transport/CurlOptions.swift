internal import CLibcurl

/// Sets the options of one handle, and remembers whether libcurl accepted all of them.
///
/// An unknown option is not ignored: a transfer without verification or without a limit must not
/// start.
struct CurlOptions {
  let handle: OpaqueCurl
  private(set) var areAccepted = true

  init(handle: OpaqueCurl) { self.handle = handle }

  mutating func set(_ option: CURLoption, _ value: Int) {
    note(candour_curl_set_long(handle, option, value))
  }

  mutating func set(_ option: CURLoption, _ value: String) {
    note(candour_curl_set_text(handle, option, value))
  }

  /// Trusts certificates in PEM, and none of the system's.
  mutating func trustOnly(_ authority: [UInt8]) {
    note(authority.withUnsafeBytes { candour_curl_trust_only(handle, $0.baseAddress, $0.count) })
  }

  mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>) {
    note(candour_curl_set_list(handle, option, list))
  }

  mutating func set(
    _ function: CURLoption, _ data: CURLoption, _ context: UnsafeMutableRawPointer,
    _ sink: @escaping candour_curl_sink
  ) {
    note(candour_curl_set_sink(handle, function, sink))
    note(candour_curl_set_pointer(handle, data, context))
  }

  mutating func setProgress(
    _ context: UnsafeMutableRawPointer, _ callback: @escaping candour_curl_progress
  ) {
    set(CURLOPT_NOPROGRESS, 0)
    note(candour_curl_set_progress(handle, callback))
    note(candour_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context))
  }

  private mutating func note(_ code: CURLcode) {
    if code != CURLE_OK { areAccepted = false }
  }
}
