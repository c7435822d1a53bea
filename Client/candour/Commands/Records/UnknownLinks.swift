import SiteClient

/// Records that a record names and this store does not have: another site's, or a mistyped
/// reference. For a new record also the unknown keys.
enum UnknownLinks {
  static func displayTexts(
    in snapshot: RecordSnapshot, before: RecordSnapshot? = nil, at client: SiteClient
  ) async -> [String] {
    let earlier = Set(before.map { links(of: $0).map(\.name) } ?? [])
    // For an edit, the edit itself has reported them.
    var words = before == nil ? snapshot.unknownFields : []
    if let shared = await sharedAssetNumber(of: snapshot, before: before, at: client) {
      words.append(shared)
    }
    for (path, name) in links(of: snapshot) where !earlier.contains(name) {
      if (try? await client.record(named: name)) == nil {
        let label = FieldLabel.displayText(path, in: snapshot.kind)
        words.append(
          "\(label.prefix(1).uppercased())\(label.dropFirst()): there is no record \(name) here")
      }
    }
    return words
  }

  /// Two entries of the register with one asset number: which one an incident means is not clear.
  private static func sharedAssetNumber(
    of snapshot: RecordSnapshot, before: RecordSnapshot?, at client: SiteClient
  ) async -> String? {
    guard snapshot.kind == .equipment, let number = snapshot.text("assetNumber"),
      number != before?.text("assetNumber"), let registers = try? await client.registers(),
      let other = registers.equipment.entries(named: number).first(where: {
        $0.snapshot.id != snapshot.id
      })
    else { return nil }
    return "\(other.snapshot.reference ?? "Another entry") has the asset number \(number) too: "
      + "correct one of them, or retire the old entry"
  }

  private static func links(of snapshot: RecordSnapshot) -> [(path: String, name: String)] {
    snapshot.fields.members.compactMap { path, value in
      guard let name = value.string else { return nil }
      let parts = path.split(separator: "/")
      let isLink =
        switch snapshot.kind {
        case .audit: path == "reAudit/audit" || path == "previousCycle"
        case .theme: parts.first == "incidents"
        case .incident: parts.first == "links" && parts.last == "record"
        default: false
        }
      return isLink ? (path, name) : nil
    }
  }
}
