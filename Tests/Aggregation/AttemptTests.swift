import CentreStore
import RecordStore
import TestStores
import Testing

@testable import Aggregation

@Suite("Attempts that all servers of a centre count together")
struct AttemptTests {
  private static let limit = Administration.AttemptLimit(failuresMax: 3, milliseconds: 60_000)
  private let harness: CentreHarness
  private var centre: Centre { harness.centre }

  init() throws { harness = try CentreHarness() }

  private func begin(_ name: String, at now: Int64) async throws -> Int64? {
    try await centre.beginAttempt([name], Self.limit, at: now)
  }

  @Test func `so many are allowed at once, and they expire one by one`() async throws {
    for _ in 0..<3 { #expect(try await begin("ann", at: 0) == nil) }

    #expect(try await begin("ann", at: 0) == 20_001)
    #expect(try await centre.attemptWait(["ann"], Self.limit, at: 19_999) != nil)
    #expect(try await begin("bob", at: 0) == nil)
    #expect(try await begin("ann", at: 20_000) == nil)
    #expect(try await begin("ann", at: 20_000) != nil)
    #expect(try await begin("ann", at: 90_000) == nil)
  }

  @Test func `of two names the one that has to wait decides, and the other is not counted`()
    async throws
  {
    for _ in 0..<3 { _ = try await begin("here", at: 0) }
    for _ in 0..<5 {
      #expect(try await centre.beginAttempt(["ann", "here"], Self.limit, at: 0) != nil)
    }

    #expect(try await centre.reading { try $0.administration.attemptNames() } == 1)
    #expect(try await centre.attemptWait(["ann"], Self.limit, at: 0) == nil)
    for _ in 0..<3 { #expect(try await begin("ann", at: 0) == nil) }
  }

  @Test func `the correct secret forgets its name, and takes back one attempt of an address`()
    async throws
  {
    for _ in 0..<3 {
      _ = try await begin("ann", at: 0)
      try await centre.noteFailedAttempt(["here"], Self.limit, at: 0)
    }

    try await centre.forgetAttempts(of: "ann")
    try await centre.takeBackAttempt(of: "here")

    #expect(try await begin("ann", at: 0) == nil)
    #expect(try await begin("here", at: 0) == nil)
    #expect(try await begin("here", at: 0) != nil)
  }

  @Test func `a clock that was wrong locks nobody out`() async throws {
    for _ in 0..<3 { _ = try await begin("ann", at: 1_000_000_000) }

    #expect(try await begin("ann", at: 1_000_000_000) != nil)
    #expect(try await begin("ann", at: 0) == nil)
  }

  @Test func `parallel attempts never exceed the limit`() async throws {
    let limit = Self.limit
    let allowed = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<40 {
        group.addTask { [centre] in
          try await centre.beginAttempt(["ann", "here"], limit, at: 0) == nil
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    #expect(allowed == 3)
  }

  @Test func `names are few, however many are tried`() async throws {
    let half = Administration.attemptNamesMax / 2 + 100
    for now in Int64(0)..<3 {
      let names = (0..<half).map { "\(now) \($0)" }
      try await centre.noteFailedAttempt(names, Self.limit, at: now)
    }

    let count = try await centre.reading { try $0.administration.attemptNames() }
    #expect(count <= Administration.attemptNamesMax)
    #expect(count >= half)
  }

  @Test func `a sign-in that has begun can be tried so often, until it expires`() async throws {
    let expiry = CentreHarness.noon + 1
    try await centre.beginSignIn("secret", .code, value: "ann", attempts: 2, expiresAt: expiry)
    try await centre.beginSignIn("old", .code, value: "bob", attempts: 2, expiresAt: expiry - 1)

    #expect(try await centre.trySignIn("secret", .code) == "ann")
    #expect(try await centre.trySignIn("secret", .code) == "ann")
    #expect(try await centre.trySignIn("secret", .code) == nil)
    #expect(try await centre.trySignIn("old", .code) == nil)
  }

  @Test func `sign-ins that have begun are few`() async throws {
    let count = Administration.signInsBegunMax + 5
    for number in 0..<count {
      try await centre.beginSignIn(
        "\(number)", .code, value: "", attempts: 1,
        expiresAt: CentreHarness.noon + 1000 + Int64(number))
    }

    #expect(try await centre.trySignIn("0", .code) == nil)
    #expect(try await centre.trySignIn("\(count - 1)", .code) != nil)
    let kept = try await centre.reading { try $0.administration.signInsBegun() }
    #expect(kept == Administration.signInsBegunMax)
  }
}
