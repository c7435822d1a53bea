import RecordStore
import RecordTables
import Replication
import TestSupport
import Testing

/// The one function that every change passes through, from any program or page.
@Suite("Settling at the store")
struct SettlingTests {
  private static let path = FieldPath(literal: "title")

  private let folder: TemporaryFolder
  private let store: RecordStore
  private let record = RecordID(high: 1, low: 1)

  init() throws {
    folder = try TemporaryFolder()
    store = try RecordStore.create(
      in: folder.path("store"),
      NewStoreOptions(side: .site, scope: try #require(Scope("RBD02")), nation: "england"),
      environment: StoreEnvironment(now: { 1_770_000_000_000 }))
  }

  private func change(
    _ operations: [Replication.Operation], reason: String = ""
  ) -> Change {
    Change(
      record: record, kind: "theme", scope: store.identity.scope, author: "operator",
      reason: reason, operations: operations)
  }

  private var state: MergedRecord {
    get throws { try #require(try store.record(record)).state }
  }

  /// Two people who had the same in front of them.
  private func makeConflict() throws {
    try store.write([change([Operation(path: Self.path, value: .text("first"))])])
    let seen = try state
    try store.write(
      ["here", "there"].map { change([seen.writing(.text($0), at: Self.path)]) })
    #expect(try state.conflicts.map(\.path) == [Self.path])
  }

  @Test func `nothing ends a conflict without a reason`() throws {
    try makeConflict()
    let settled = try state.writing(.text("here"), at: Self.path)

    for reason in ["", "  "] {
      #expect(throws: StoreError.reasonRequired(path: "title")) {
        try store.write([change([settled], reason: reason)])
      }
    }
    #expect(try state.conflicts.map(\.path) == [Self.path])

    try store.write([change([settled], reason: "asked both")])
    #expect(try state.conflicts.isEmpty)
  }

  @Test func `a conflict is not ended in two steps of one change either`() throws {
    try makeConflict()
    let seen = try state.operations(at: Self.path).map(\.id)

    #expect(throws: StoreError.reasonRequired(path: "title")) {
      try store.write([
        change(seen.map { Operation(path: Self.path, value: .text("here"), supersedes: [$0]) })
      ])
    }
  }

  @Test func `whoever saw one side alone needs no reason, and ends nothing`() throws {
    try store.write([change([Operation(path: Self.path, value: .text("first"))])])
    let seen = try state
    try store.write([change([seen.writing(.text("here"), at: Self.path)])])
    try store.write([change([seen.writing(.text("there"), at: Self.path)])])

    #expect(try state.conflicts.map(\.path) == [Self.path])
  }

  @Test func `a removed element that is edited elsewhere is kept or removed with a reason`() throws
  {
    let element = FieldPath(literal: "notes/@0000000001")
    let text = FieldPath(literal: "notes/@0000000001/text")
    try store.write([
      change([
        Operation(path: element, value: .element), Operation(path: text, value: .text("a")),
      ])
    ])
    let seen = try state
    try store.write([
      change([seen.removing(element)]), change([seen.writing(.text("b"), at: text)]),
    ])
    let both = try state

    for settled in [both.writing(.element, at: element), both.removing(element)] {
      #expect(throws: StoreError.reasonRequired(path: element.text)) {
        try store.write([change([settled])])
      }
    }
    try store.write([change([both.writing(.text("c"), at: text)])])
    #expect(try state.conflicts.map(\.path) == [element])
    #expect(try store.verify().problems == [])
  }
}
