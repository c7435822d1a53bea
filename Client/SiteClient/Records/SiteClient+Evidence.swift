public import RecordStore
public import Records
internal import Replication

/// Whether a piece of evidence is still what it was.
public enum EvidenceState: String, Hashable, Sendable, CaseIterable {
  /// The file is where it is said to be kept, with the same hash.
  case unchanged
  /// Another file is there now, or it was written to.
  case changed
  /// There is no file there.
  case gone
  /// There is something that this computer or its user may not read, or that is no file.
  case unreadable
  /// It is kept where this computer cannot look: a place in words, or no file.
  case notChecked = "not-checked"
}

extension FileFingerprint {
  /// Reads a file, and keeps its hash and its size, never its bytes.
  public init(of path: String) throws(OutsideFileDigest.Failure) {
    let read = try OutsideFileDigest(of: path)
    self.init(sha256: "\(read.digest)", bytes: read.bytes)
  }
}

extension EvidenceItem {
  /// Looks for the file where it is said to be kept.
  ///
  /// Read is only what has the size that was recorded: a place that somebody else wrote in the record
  /// costs no more than that.
  public func check() -> EvidenceState {
    guard let place, place.hasPrefix("/"), let sha256, let bytes else { return .notChecked }
    do throws(OutsideFileDigest.Failure) {
      let read = try OutsideFileDigest(of: place, expecting: bytes)
      return "\(read.digest)" == sha256 ? .unchanged : .changed
    } catch {
      switch error {
      case .absent: return .gone
      case .otherSize, .changedMeanwhile: return .changed
      case .notAFile, .unreadable: return .unreadable
      }
    }
  }
}

extension SiteClient {
  /// Builds the edit that adds a file as evidence of an incident or an audit, without writing it.
  public nonisolated func addingEvidence(
    _ file: FileFingerprint, what: String, keptAt place: String, to snapshot: RecordSnapshot,
    as role: String? = nil
  ) throws(SiteError) -> Edit {
    try validating { () throws(ValidationError) in
      try edit(as: role) { context, generator throws(ValidationError) in
        try Edit.addingEvidence(
          file, what: what, keptAt: place, on: snapshot, context: context, using: &generator)
      }
    }
  }

  /// Every incident and audit that has evidence, in the order in which they came to this store.
  public func recordsWithEvidence() throws(SiteError) -> [RecordSnapshot] {
    let all = try records(.incident) + records(.audit)
    return all.filter { !$0.evidence.isEmpty }
  }
}
