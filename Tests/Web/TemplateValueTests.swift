import IRMER
import Screens
import Testing

@Suite("What a template shows")
struct TemplateValueTests {
  private struct Cell {
    let text: String
    let below: String?
  }

  private struct Row {
    let name: String
    let day: CalendarDate?
    let cells: [Cell]
    let next: Cell?
  }

  @Test func `members are found by name, and one without a value is not there`() throws {
    let row = Row(
      name: "A", day: CalendarDate("2026-03-01"),
      cells: [Cell(text: "x", below: nil), Cell(text: "y", below: "z")], next: nil)
    let value = try #require(TemplateValue.of(row) as? [String: Any])

    #expect(Set(value.keys) == ["name", "day", "cells"])
    #expect(value["name"] as? String == "A")
    let cells = try #require(value["cells"] as? [Any]).map { $0 as? [String: Any] }
    #expect(cells.map { $0?["text"] as? String } == ["x", "y"])
    #expect(cells.map { $0?["below"] as? String } == [nil, "z"])
    #expect(value["day"] as? CalendarDate == CalendarDate("2026-03-01"), "it describes itself")
  }

  @Test func `an optional is its value`() {
    let text: String? = "a"
    let none: Cell? = nil

    #expect(TemplateValue.of(text as Any) as? String == "a")
    #expect(TemplateValue.of(none as Any) == nil)
    #expect(TemplateValue.of([1, 2]) as? [Int] == [1, 2])
  }
}
