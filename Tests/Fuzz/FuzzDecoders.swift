import Foundation
import Replication
import SyncProtocol

// Built with `-sanitize=fuzzer` by `fuzz.sh`. libFuzzer calls `fuzz` with what it makes up: the first
// byte picks the decoder. A trap, a hang or more memory than allowed is a finding.

/// libFuzzer's own main, as a call: the package manager names the entry point itself.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

@_cdecl("FuzzDecoders_main")
public func main(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments, fuzz)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let input = [UInt8](UnsafeBufferPointer(start: data, count: size))
  guard let choice = input.first else { return 0 }
  Decoder.allCases[Int(choice) % Decoder.allCases.count].run(Array(input.dropFirst()))
  return 0
}

enum Decoder: CaseIterable {
  case entryHeader, entryPayload, mergedRecord, logDescriptor, syncRequest, syncResponse
  case requestToken, enrolmentRequest, enrolmentResponse, bundle, bundleFrames, body

  static let log = LogID(high: 0x0011_2233_4455_6677, low: 0x8899_aabb_ccdd_eeff)

  /// Decodes, and where that works demands that writing and reading again gives the same.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .entryHeader:
      guard let header = try? EntryHeader(decoding: bytes) else { return }
      let written = header.encoded()
      guard written.count <= EntryLimits.headerBytesMax else { return }
      expect(try? EntryHeader(decoding: written), header)
    case .entryPayload: payload(bytes)
    case .mergedRecord:
      guard let record = try? MergedRecord(decoding: bytes) else { return }
      _ = record.conflicts
      _ = record.merged(with: record).encoded()
    case .logDescriptor:
      guard let descriptor = try? LogDescriptor(decoding: bytes[...]) else { return }
      expect(try? LogDescriptor(decoding: descriptor.encoded()[...]), descriptor)
    case .syncRequest:
      guard let request = try? SyncRequest(decoding: bytes, knowing: anything) else { return }
      for segment in request.segments { verify(segment) }
      expect(try? SyncRequest(decoding: request.encoded()), request)
      let packed = try? request.encoded { _ in [:] }
      expect(packed.flatMap { try? SyncRequest(decoding: $0) }, request)
    case .syncResponse:
      guard let response = try? SyncResponse(decoding: bytes, knowing: anything) else { return }
      expect(try? SyncResponse(decoding: response.encoded()), response)
    case .requestToken:
      let text = String(decoding: bytes, as: UTF8.self)
      guard let token = try? RequestToken(authorization: text) else { return }
      try? token.check(
        method: "POST", path: "/v1/sync", body: bytes, publicKey: [UInt8](repeating: 1, count: 32),
        now: 0)
    case .enrolmentRequest:
      guard let request = try? EnrolmentRequest(decoding: bytes) else { return }
      _ = request.isSignedByItsKey
      expect(try? EnrolmentRequest(decoding: request.encoded()), request)
    case .enrolmentResponse:
      guard let response = try? EnrolmentResponse(decoding: bytes) else { return }
      expect(try? EnrolmentResponse(decoding: response.encoded()), response)
    case .bundle: read(bytes)
    // Past the header, which is hard to guess: what follows it is read as frames.
    case .bundleFrames: read(Bundle.magic + bytes)
    case .body: _ = try? BodyCompression.decompressed(bytes)
    }
  }

  /// A store that has every entry that it is asked about.
  private func anything(_ places: Set<EntryPlace>) -> KnownEntries {
    var known: KnownEntries = [:]
    for place in places {
      known[place] = KnownEntry(record: RecordID(high: 1, low: place.sequence), check: 7)
    }
    return known
  }

  private func payload(_ bytes: [UInt8]) {
    guard let payload = try? EntryPayload(decoding: bytes, in: Self.log) else { return }
    let written = payload.encoded(in: Self.log)
    guard written.count <= EntryLimits.payloadBytesMax else { return }
    expect(try? EntryPayload(decoding: written, in: Self.log), payload)
    var record = MergedRecord()
    let header = EntryHeader(
      time: HybridTime(bits: 1), record: RecordID(high: 1, low: 1), kind: "incident", author: "a")
    record.apply(
      Entry(header: header, payload: payload),
      at: EntryReference(log: Self.log, sequence: 1, check: 1))
    _ = record.conflicts
    expect(try? MergedRecord(decoding: record.encoded()), record)
  }

  private func verify(_ segment: LogSegment) {
    guard let descriptor = segment.descriptor else { return }
    _ = try? segment.verified(after: descriptor.genesis, descriptor: descriptor)
  }

  private func read(_ bytes: [UInt8]) {
    guard let reader = try? BundleReader(verifying: Memory(file: bytes)) else { return }
    try? reader.forEachBatch { _ in }
  }

  private func expect<T: Equatable>(_ again: T?, _ first: T) {
    precondition(again == first, "what was written is not what was read")
  }
}

struct Memory: BundleSource {
  let file: [UInt8]

  func bytes(at offset: UInt64, count: Int) throws(BundleError) -> [UInt8] {
    guard offset <= UInt64(file.count) else { return [] }
    return Array(file[Int(offset)...].prefix(count))
  }
}
