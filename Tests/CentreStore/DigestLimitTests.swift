import Testing

@testable import CentreStore

@Suite("Limit of a digest")
struct DigestLimitTests {
  private func alert(_ deadline: String?) -> Alert {
    var alert = Alert(.notification, site: "RBD01", state: "due")
    alert.deadline = deadline
    return alert
  }

  @Test func `of more than fit, days long past keep out nothing that can be met`() {
    let days: [String?] = ["0001-01-15", "2026-02-20", "2026-03-01", "2026-03-09", nil]
    let alerts = days.map(alert)
    func kept(_ limit: Int) -> [String?] {
      Administration.limited(alerts, on: "2026-03-01", to: limit).map(\.deadline)
    }

    #expect(kept(2) == ["2026-03-01", "2026-03-09"])
    #expect(kept(3) == ["2026-02-20", "2026-03-01", "2026-03-09"])
    #expect(kept(4) == ["0001-01-15", "2026-02-20", "2026-03-01", "2026-03-09"])
    #expect(kept(9) == days)
  }
}
