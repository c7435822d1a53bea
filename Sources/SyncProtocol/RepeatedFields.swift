internal import Replication
internal import SwiftProtobuf

/// A message whose repeated fields are counted before it is parsed: parsed, each of them takes up to
/// two hundred bytes of memory, of its own two on the wire.
protocol CountedMessage: Message {
  static var repeatedFields: RepeatedFields { get }
}

/// The repeated fields of a message, and those of the messages inside it. Fields of one kind are
/// counted together in the whole message.
struct RepeatedFields: Sendable {
  enum Kind: CaseIterable {
    case position, segment, entry, shape, held, forked, log

    var max: Int {
      switch self {
      case .position, .forked: ProtocolLimits.positionsMax
      case .segment: ProtocolLimits.segmentsMax
      case .entry, .shape: ProtocolLimits.entriesMax
      case .held: ProtocolLimits.heldMax
      case .log: PortableSegment.logsMax
      }
    }

    fileprivate var displayText: String {
      switch self {
      case .position: "a frontier"
      case .segment: "a batch beyond \(max) segments"
      case .entry, .shape: "a batch beyond \(max) entries"
      case .held, .forked: "a list in a response"
      case .log: "a table of more than \(max) logs"
      }
    }
  }

  /// By field number.
  var counted: [UInt64: Kind] = [:]
  /// The messages in fields that have repeated fields themselves.
  var inside: [UInt64: RepeatedFields] = [:]

  static let none = RepeatedFields()
  private static let packed = RepeatedFields(counted: [1: .shape, 10: .entry])
  private static let segment = RepeatedFields(counted: [4: .entry], inside: [6: packed])
  static let request = RepeatedFields(
    counted: [2: .position, 3: .segment, 9: .segment], inside: [3: segment, 9: segment])
  static let response = RepeatedFields(
    counted: [2: .position, 3: .segment, 4: .held, 5: .forked, 11: .segment, 13: .segment],
    inside: [3: segment, 11: segment])
  static let portable = RepeatedFields(counted: [2: .log], inside: [1: segment])
  static let bundleHeader = RepeatedFields(counted: [6: .position, 7: .held])
  static let bundleBatch = RepeatedFields(counted: [1: .segment], inside: [1: segment])

  /// - Throws: `ProtocolViolation.tooLarge` where there are more of a kind than a message may have.
  func check(_ bytes: [UInt8]) throws(ProtocolViolation) {
    guard !counted.isEmpty else { return }
    var counts: [Kind: Int] = [:]
    do {
      try count(bytes[...], &counts)
    } catch let violation as ProtocolViolation {
      throw violation
    } catch {
      throw .malformed("not a message of Candour")
    }
  }

  private func count(_ bytes: ArraySlice<UInt8>, _ counts: inout [Kind: Int]) throws {
    var reader = WireReader(bytes)
    while let (number, field) = try reader.next() {
      if let kind = counted[number] {
        counts[kind, default: 0] += 1
        guard counts[kind, default: 0] <= kind.max else {
          throw ProtocolViolation.tooLarge(kind.displayText)
        }
      }
      if let fields = inside[number], case .bytes(let message) = field {
        try fields.count(message, &counts)
      }
    }
  }
}

extension WireSyncRequest: CountedMessage {
  static var repeatedFields: RepeatedFields { .request }
}

extension WireSyncResponse: CountedMessage {
  static var repeatedFields: RepeatedFields { .response }
}

extension WirePortableSegment: CountedMessage {
  static var repeatedFields: RepeatedFields { .portable }
}

extension WireBundleHeader: CountedMessage {
  static var repeatedFields: RepeatedFields { .bundleHeader }
}

extension WireBundleBatch: CountedMessage {
  static var repeatedFields: RepeatedFields { .bundleBatch }
}

extension WireBundleTrailer: CountedMessage {
  static var repeatedFields: RepeatedFields { .none }
}

extension WireEnrolmentRequest: CountedMessage {
  static var repeatedFields: RepeatedFields { .none }
}

extension WireEnrolmentResponse: CountedMessage {
  static var repeatedFields: RepeatedFields { .none }
}
