package import CLibcurl

/// Sets the options of one handle, and remembers whether libcurl accepted all of them.
///
/// An unknown option is not ignored: a transfer without verification or without a limit must not
/// start.
package struct CurlOptions {
  /// What the options are of.
  package let handle: CurlHandle
  /// Whether the transfer may start.
  package private(set) var areAccepted = true

  /// Asks for TLS 1.2 or later, a certificate of the host that was named, and no signals.
  package init(handle: CurlHandle) {
    self.handle = handle
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_NOSIGNAL, 1)
  }

  package mutating func set(_ option: CURLoption, _ value: Int) {
    note(candour_curl_set_long(handle, option, value))
  }

  package mutating func set(_ option: CURLoption, _ value: String) {
    note(candour_curl_set_text(handle, option, value))
  }

  package mutating func set(_ option: CURLoption, size: Int) {
    note(candour_curl_set_size(handle, option, curl_off_t(size)))
  }

  /// - Parameter list: outlives the transfer.
  package mutating func set(_ option: CURLoption, list: CurlList) {
    if let lines = list.lines { note(candour_curl_set_list(handle, option, lines)) }
  }

  package mutating func set(
    _ function: CURLoption, _ data: CURLoption, _ context: UnsafeMutableRawPointer,
    _ sink: @escaping candour_curl_sink
  ) {
    note(candour_curl_set_sink(handle, function, sink))
    note(candour_curl_set_pointer(handle, data, context))
  }

  package mutating func setProgress(
    _ context: UnsafeMutableRawPointer, _ callback: @escaping candour_curl_progress
  ) {
    set(CURLOPT_NOPROGRESS, 0)
    note(candour_curl_set_progress(handle, callback))
    note(candour_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context))
  }

  /// Trusts certificates in PEM, and none of the system's.
  package mutating func trustOnly(_ authority: [UInt8]) {
    note(authority.withUnsafeBytes { candour_curl_trust_only(handle, $0.baseAddress, $0.count) })
  }

  /// Refuses to connect to an address of this machine or of a private network.
  package mutating func stayOutside() { note(candour_curl_stay_outside(handle)) }

  private mutating func note(_ code: CURLcode) {
    if code != CURLE_OK { areAccepted = false }
  }
}
