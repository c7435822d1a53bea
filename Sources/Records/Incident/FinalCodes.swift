import IRMER
import Replication

/// The codes that go to the authority: those that a person decided, otherwise those that the rules
/// propose.
struct FinalCodes {
  let base: [String]
  let letters: [String]
  private let incident: IncidentView
  private let isDecided: Bool

  init(_ incident: IncidentView) {
    self.incident = incident
    func list(_ path: StaticString) -> [String] {
      incident.snapshot.elements(path).compactMap { $0.value?.text }
    }
    let (codes, complementary) = (
      list("classification/finalCodes"), list("classification/complementary")
    )
    isDecided = !(codes.isEmpty && complementary.isEmpty)
    base = codes.isEmpty ? incident.assessment.codes : codes
    letters = complementary.isEmpty ? incident.assessment.complementary : complementary
  }

  var all: [String] { base + letters }

  /// Who decided, and why where that differs from the rules' proposal; `nil` until a person decides.
  var decision: String? {
    guard isDecided else { return nil }
    let snapshot = incident.snapshot
    let who = snapshot.text("classification/decidedBy") ?? "a role that is not recorded"
    let day =
      snapshot.text("classification/decidedOn").map { " on \(PersonsDates.displayText($0))" } ?? ""
    let proposed = incident.assessment.codes + incident.assessment.complementary
    guard proposed != all else { return "\(who)\(day), as the rules propose" }
    let rules = proposed.isEmpty ? "none" : proposed.joined(separator: ", ")
    let why = snapshot.text("classification/reason").map { ", because: \($0)" } ?? ""
    return "\(who)\(day); the rules propose \(rules)\(why)"
  }
}
