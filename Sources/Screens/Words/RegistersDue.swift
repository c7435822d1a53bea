package import IRMER
package import Records

/// Procedures whose review and licences whose end is near, the earliest first.
package struct RegistersDue {
  package struct Item {
    package let kind: RecordKind
    /// The name that opens the record, and what people call it.
    package let name: String
    package let reference: String
    package let title: String
    package let what: String
    package let due: CalendarDate
  }

  package let items: [Item]

  package init(
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
