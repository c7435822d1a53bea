public import RecordStore
public import Records
internal import Replication

/// Whether the file of a piece of evidence is unchanged.
public enum EvidenceState: String, Hashable, Sendable, CaseIterable {
  /// The file is at its recorded place, with the same hash.
  case unchanged
  /// The place holds another file, or the file was changed.
  case changed
  /// The place holds no file.
  case gone
  /// The place holds something that this computer or its user cannot read, or that is not a file.
  case unreadable
  /// Not on this computer: a place in words, or evidence that is not a file.
  case notChecked = "not-checked"
}

extension FileFingerprint {
  /// Reads a file for its hash and its size; the bytes are not kept.
  public init(of path: String) throws(OutsideFileDigest.Failure) {
    let read = try OutsideFileDigest(of: path)
    self.init(sha256: "\(read.digest)", bytes: read.bytes)
  }
}

extension EvidenceItem {
  /// Checks the file at its recorded place.
  ///
  /// Reads it only if it has the recorded size, so that a place written by somebody else costs no
  /// more than that.
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

  /// Every incident and audit that has evidence, in the order in which this store received them.
  public func recordsWithEvidence() throws(SiteError) -> [RecordSnapshot] {
    let all = try records(.incident) + records(.audit)
    return all.filter { !$0.evidence.isEmpty }
  }
}
