import Foundation
import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// What is on the disk although nobody was informed, on a machine whose power can be cut.
@Suite("Stories of power cuts")
struct PowerCutStories {
  private let folder: TemporaryFolder
  private let machine: Machine
  private let environment = StoreEnvironment(now: { 1_772_366_400_000 })

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    machine = try Machine.made(in: folder.path("site"))
  }

  private func change() -> Change {
    var generator = SystemRandomNumberGenerator()
    return Change(
      record: RecordID.make(using: &generator), kind: "incident",
      scope: Scope("RBD01")!, author: "operator",
      operations: [
        Operation(path: FieldPath(literal: "recordedAt"), value: .text("2026-03-01T12:00:00Z")),
        Operation(path: FieldPath(literal: "room"), value: .text("CT 1")),
      ], referenceYear: 2026)
  }

  @Test
  func
    `a commit of which nobody heard is there afterwards, once, and its reference is not given again`()
    throws
  {
    let place = folder.path("site")
    let before = try RecordStore.create(
      in: place,
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD01")), nation: "england"),
      environment: environment)
    let first = try before.write([change()])
    let unheard = change()

    machine.cutPowerAtFlush(seed: 1)
    #expect(throws: StoreError.self) { try before.write([unheard]) }
    #expect(machine.isOff)
    try before.close()
    machine.turnOn()

    let after = try RecordStore.open(in: place, environment: environment)
    let found = try after.history(of: unheard.record)
    #expect(found.count == 1 && found.first?.reference.sequence == first[0].entry.sequence + 1)
    // Its author was informed that it was not written, and logs it again.
    let again = try after.write([change()])

    #expect(again[0].entry.log == first[0].entry.log, "the log goes on")
    #expect(again[0].entry.sequence == first[0].entry.sequence + 2)
    let given = found[0].payload?.operations.last { $0.path.text == "reference" }?.value
    let references = [first[0].reference, given?.text, again[0].reference].compactMap(\.self)
    #expect(Set(references).count == 3, "no reference is given twice")
    #expect(try after.verify().isSound)
    try after.close()
  }
}
