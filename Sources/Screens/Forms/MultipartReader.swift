package import Replication

/// Reads a form with files as it arrives, in pieces: `multipart/form-data` (RFC 7578, in the
/// framing of RFC 2046).
///
/// Every part becomes a field of its name. A file's contents are its value, unless the file is only
/// to be hashed: then its bytes are discarded as they arrive, however long it is.
package struct MultipartReader: Sendable {
  /// Longer headers of a part are refused, in bytes.
  private static let headBytesMax = 4096

  /// What is kept of a file that is only hashed.
  package struct HashedFile: Hashable, Sendable {
    package let digest: Digest
    package let bytes: Int
  }

  /// The bytes are not such a form, are not UTF-8, or contain more text than allowed.
  package struct Malformed: Error, Hashable, Sendable {}

  package private(set) var fields = FormFields()
  /// `nil` where no file was chosen.
  package private(set) var file: HashedFile?

  private enum State { case beginning, afterBoundary, head, text(String), hashing, end }

  private let delimiter: [UInt8]
  private let hashed: String?
  private let textBytesMax: Int
  private var state = State.beginning
  /// Bytes not yet parsed. The first boundary begins a line, as all others do.
  private var pending: [UInt8] = [13, 10]
  private var text: [UInt8] = []
  private var textBytes = 0
  private var hash = RunningDigest()
  private var hashedBytes = 0
  private var parts = 0

  /// - Parameters:
  ///   - hashed: the name of the part that is only hashed.
  ///   - textBytesMax: the most bytes of all other parts.
  package init(boundary: String, hashing hashed: String? = nil, textBytesMax: Int = .max) {
    delimiter = Array("\r\n--\(boundary)".utf8)
    (self.hashed, self.textBytesMax) = (hashed, textBytesMax)
  }

  /// Reads the next bytes.
  package mutating func take(_ bytes: some Sequence<UInt8>) throws(Malformed) {
    pending += bytes
    while try advance() {}
  }

  /// - Throws: where the form is truncated.
  package func finish() throws(Malformed) {
    guard case .end = state else { throw Malformed() }
  }

  // MARK: One step

  /// - Returns: whether the pending bytes may contain more.
  private mutating func advance() throws(Malformed) -> Bool {
    switch state {
    case .beginning:
      guard pending.count >= delimiter.count else { return false }
      guard pending.starts(with: delimiter) else { throw Malformed() }
      pending.removeFirst(delimiter.count)
      state = .afterBoundary
    case .afterBoundary:
      guard pending.count >= 2 else { return false }
      if pending.starts(with: "--".utf8) {
        state = .end
        return true
      }
      guard pending.starts(with: [13, 10]) else { throw Malformed() }
      pending.removeFirst(2)
      parts += 1
      guard parts <= MultipartForm.partsMax else { throw Malformed() }
      state = .head
    case .head:
      guard let end = Self.find([13, 10, 13, 10], in: pending) else {
        guard pending.count <= Self.headBytesMax else { throw Malformed() }
        return false
      }
      try begin(pending[..<end])
      pending.removeFirst(end + 4)
    case .text, .hashing: return try passBody()
    case .end:
      pending = []
      return false
    }
    return true
  }

  private mutating func begin(_ head: ArraySlice<UInt8>) throws(Malformed) {
    guard head.count <= Self.headBytesMax, let head = String(validating: head, as: UTF8.self),
      let line = head.split(separator: "\r\n").first(where: {
        $0.lowercased().hasPrefix("content-disposition:")
      }), let name = MultipartForm.name(in: line)
    else { throw Malformed() }
    if name == hashed {
      guard file == nil else { throw Malformed() }
      (hash, hashedBytes) = (RunningDigest(), 0)
      state = .hashing
    } else {
      text = []
      state = .text(name)
    }
  }

  /// Reads the body of a part up to the boundary, or up to where one may begin.
  private mutating func passBody() throws(Malformed) -> Bool {
    guard let end = Self.find(delimiter, in: pending) else {
      let safe = max(0, pending.count - delimiter.count + 1)
      try keep(pending[..<safe])
      pending.removeFirst(safe)
      return false
    }
    try keep(pending[..<end])
    pending.removeFirst(end + delimiter.count)
    if case .text(let name) = state {
      guard let value = String(validating: text, as: UTF8.self) else { throw Malformed() }
      fields.append(name, value)
    } else if hashedBytes > 0 {
      file = HashedFile(digest: hash.digest, bytes: hashedBytes)
    }
    state = .afterBoundary
    return true
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(Malformed) {
    if case .text = state {
      textBytes += bytes.count
      guard textBytes <= textBytesMax else { throw Malformed() }
      text += bytes
    } else {
      hash.update(bytes)
      hashedBytes += bytes.count
    }
  }

  /// Every needle begins with a carriage return: without one there is nothing to compare.
  private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
    var place = bytes.startIndex
    while let candidate = bytes[place...].firstIndex(of: 13) {
      if bytes[candidate...].starts(with: needle) { return candidate }
      place = candidate + 1
    }
    return nil
  }
}
