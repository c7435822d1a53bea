public import Replication

/// The record that is written with an edit, to store what the edit records as sent.
public struct FrozenPage: Sendable {
  /// Its identifier.
  public let record: RecordID
  /// The operations that found it.
  public let operations: [Operation]
}

extension Edit {
  /// The edit with a stored copy of what it records as sent; unchanged where it records nothing of
  /// the kind.
  ///
  /// A copy is stored of a text that somebody has confirmed having read: the page as it was before
  /// this edit.
  ///
  /// - Parameters:
  ///   - before: what the edit was built on.
  ///   - equipment: the register on which the sent page was based.
  public func keepingCopy(
    of before: RecordSnapshot, equipment: EquipmentRegister,
    context: AuthorContext, using generator: inout some RandomNumberGenerator
  ) -> (edit: Edit, page: FrozenPage?) {
    guard let subject = SentCopy.Subject(from: before, to: after), before.isReportRead,
      let html = Self.page(subject, before, equipment, context)
    else { return (self, nil) }
    let page = FrozenPage(
      html, of: before, subject, context, id: RecordID.make(using: &generator), using: &generator)
    let line = [
      ("what", subject.rawValue), ("record", "\(page.record)"), ("at", "\(context.now)"),
      ("by", context.role), ("sha256", SentCopy.hash(of: html)), ("digest", after.sentDigest),
    ]
    let element = FieldPath.elementIdentifier(using: &generator)
    var operations: [Operation] = []
    if let path = FieldPath("sentCopies/\(element)") {
      operations.append(Operation(path: path, value: .element))
    }
    operations += line.compactMap { key, text in
      FieldPath("sentCopies/\(element)/\(key)").map { Operation(path: $0, value: .text(text)) }
    }
    return (
      Edit(
        operations: self.operations + operations, reason: reason, warnings: warnings, after: after),
      page
    )
  }

  private static func page(
    _ subject: SentCopy.Subject, _ before: RecordSnapshot, _ equipment: EquipmentRegister,
    _ context: AuthorContext
  ) -> String? {
    let (incident, now) = (IncidentView(before), context.now)
    let mark = "As sent · recorded by \(context.role), \(now)"
    switch subject {
    case .report:
      return try? InvestigationReport(
        incident, now: now, people: context.people, equipment: equipment
      ).html(sent: mark)
    case .notification:
      return try? AnswersSheet(
        incident, now: now, people: context.people, equipment: equipment
      ).html(sent: mark)
    }
  }
}

extension FrozenPage {
  /// Bytes of a page in one part: an entry holds several.
  private static let partBytesMax = 48 << 10

  fileprivate init(
    _ html: String, of incident: RecordSnapshot, _ subject: SentCopy.Subject,
    _ context: AuthorContext, id: RecordID, using generator: inout some RandomNumberGenerator
  ) {
    var operations: [Operation] = []
    func write(_ text: String, _ path: String) {
      if let path = FieldPath(path) {
        operations.append(Operation(path: path, value: .text(text)))
      }
    }
    write("\(context.now)", "recordedAt")
    write(context.role, "recordedBy")
    write("\(incident.id)", "of")
    write(subject.rawValue, "what")
    write(SentCopy.hash(of: html), "sha256")
    for (number, part) in Self.parts(of: html).enumerated() {
      let element = "parts/\(FieldPath.elementIdentifier(using: &generator))"
      if let path = FieldPath(element) {
        operations.append(Operation(path: path, value: .element))
      }
      write(String(number), "\(element)/number")
      write(part, "\(element)/text")
    }
    (record, self.operations) = (id, operations)
  }

  /// Split between Unicode characters, so that each part is a text.
  private static func parts(of text: String) -> [String] {
    var parts: [String] = []
    var part = String.UnicodeScalarView()
    var bytes = 0
    for scalar in text.unicodeScalars {
      let size = UTF8.width(scalar)
      if bytes + size > partBytesMax {
        parts.append(String(part))
        (part, bytes) = (String.UnicodeScalarView(), 0)
      }
      part.append(scalar)
      bytes += size
    }
    return parts + (bytes > 0 ? [String(part)] : [])
  }
}
