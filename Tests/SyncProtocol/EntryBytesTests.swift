import Foundation
import Replication
import SwiftProtobuf
import TestSupport
import Testing

@testable import SyncProtocol

/// Entries are written by a small codec of our own, so that every implementation writes the same
/// bytes. Any protobuf library must be able to read them: here SwiftProtobuf does.
@Suite("Entries as protobuf")
struct EntryBytesTests {
  typealias Golden = GoldenEntries

  @Test(arguments: [Golden.header, Golden.movedHeader, Golden.laterHeader])
  func `a header reads the same by SwiftProtobuf and back`(header: EntryHeader) throws {
    let bytes = header.encoded()

    let wire = try WireEntryHeader(serializedBytes: bytes)

    #expect(wire.time == header.time.bits)
    #expect(wire.record == Data(header.record.bytes))
    #expect(wire.kind == header.kind && wire.author == header.author)
    #expect(wire.hasOrigin == (header.origin != nil))
    if let origin = header.origin {
      #expect(wire.origin.log == Data(origin.log.bytes))
      #expect(wire.origin.sequence == origin.sequence && wire.origin.check == origin.check)
    }
    #expect(try serialised(wire) == bytes)
  }

  @Test(arguments: [Golden.payload, Golden.redaction])
  func `a payload reads the same by SwiftProtobuf and back`(payload: EntryPayload) throws {
    let bytes = payload.encoded(in: Golden.log)

    let wire = try WireEntryPayload(serializedBytes: bytes)

    #expect(wire.salt == Data(payload.salt) && wire.reason == payload.reason)
    let logs = [Golden.log] + wire.logs.compactMap { LogID(bytes: $0) }
    #expect(wire.operations.map { $0.value(logs) } == payload.operations)
    #expect(wire.hasRedaction == (payload.redaction != nil))
    if let redaction = payload.redaction {
      #expect(wire.redaction.target.value(logs).entry == redaction.target)
      #expect(wire.redaction.operations.map { $0.value(logs) } == redaction.operations)
      #expect(wire.redaction.time == redaction.time.bits)
      #expect(wire.redaction.author == redaction.author)
    }
    // An unknown kind of value is the last in its message, so it returns to the same place.
    #expect(try serialised(wire) == bytes)
  }

  @Test func `a log's descriptor reads the same by SwiftProtobuf and back`() throws {
    let bytes = Golden.descriptor.encoded()

    let wire = try WireLogDescriptor(serializedBytes: bytes)

    #expect(wire.publicKey == Data(Golden.descriptor.publicKey))
    #expect(wire.scope == "RBD02" && wire.nonce == Data(Golden.descriptor.nonce))
    #expect(try serialised(wire) == bytes)
  }

  @Test func `what SwiftProtobuf writes of a payload our codec reads`() throws {
    var value = WireValue()
    value.text = "ct"
    var operation = WireOperation()
    operation.path = "modality"
    operation.value = value
    var wire = WireEntryPayload()
    wire.salt = Data([1, 2])
    wire.operations = [operation]

    let payload = try EntryPayload(decoding: try serialised(wire), in: Golden.log)

    #expect(
      payload
        == EntryPayload(
          salt: [1, 2],
          operations: [
            .init(path: FieldPath(literal: "modality"), value: .text("ct"))
          ]))
  }
}

extension WireOperation {
  fileprivate func value(_ logs: [LogID]) -> Replication.Operation {
    let path = FieldPath(path) ?? FieldPath(literal: "malformed")
    return Operation(
      path: path, value: hasValue ? value.value : nil,
      supersedes: supersedes.map { $0.value(logs) })
  }
}

extension WireOperationReference {
  fileprivate func value(_ logs: [LogID]) -> OperationID {
    OperationID(
      entry: EntryReference(log: logs[Int(log)], sequence: sequence, check: check), index: index)
  }
}

extension WireValue {
  fileprivate var value: Replication.Value {
    switch kind {
    case .text(let text): .text(text)
    case .number(let digits): .number(digits)
    case .flag(let flag): .flag(flag)
    case .element: .element
    case .redacted: .redacted
    case nil: .unknown((try? serialised(self)) ?? [])
    }
  }
}
