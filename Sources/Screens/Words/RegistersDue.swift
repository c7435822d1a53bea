public import IRMER
public import Records

/// Procedures whose review and licences whose end is near, the earliest first.
public struct RegistersDue: Sendable {
  /// A procedure or a licence, and what it is due for.
  public struct Item: Sendable {
    package let kind: RecordKind
    /// The name that opens the record, and what people call it.
    package let name: String
    /// Its reference; where it has none, its name.
    public let reference: String
    public let title: String
    /// `review`, `licence ends`.
    public let what: String
    /// The last day.
    public let due: CalendarDate
  }

  public let items: [Item]

  /// - Parameters:
  ///   - procedures: of the site; those that are withdrawn or not current are left out.
  ///   - licences: likewise.
  ///   - limit: the last day that is near.
  public init(
    procedures: [RecordSnapshot], licences: [RecordSnapshot], by limit: CalendarDate
  ) {
    let reviews = procedures.filter(Self.isInForce).compactMap { snapshot -> Item? in
      let view = ProcedureView(snapshot)
      return view.facts.earliestReview.map {
        Self.item(snapshot, title: view.title, what: "review", due: $0)
      }
    }
    let ends = licences.filter(Self.isInForce).compactMap { snapshot -> Item? in
      let view = LicenceView(snapshot)
      return snapshot.date("validTo").map {
        Self.item(
          snapshot, title: "\(view.holder?.rawValue ?? "") \(view.number ?? "")",
          what: "licence ends", due: $0)
      }
    }
    items = (reviews + ends).filter { $0.due <= limit }.sorted { $0.due < $1.due }
  }

  private static func item(
    _ snapshot: RecordSnapshot, title: String, what: String, due: CalendarDate
  ) -> Item {
    Item(
      kind: snapshot.kind, name: snapshot.name, reference: snapshot.reference ?? snapshot.name,
      title: title, what: what, due: due)
  }

  private static func isInForce(_ snapshot: RecordSnapshot) -> Bool {
    !snapshot.isWithdrawn && snapshot.text("status") ?? "current" == "current"
  }
}
