import Foundation
import TestSupport
import Testing

@testable import SiteWeb

/// The socket at which the logins of a computer ask for a screen. Another login at the other end is
/// tested with the programs (`SharedScreenTests`).
@Suite("The socket of a shared screen")
struct SharedDoorTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("screen.socket") }

  init() throws { folder = try TemporaryFolder() }

  private func door() throws -> DoorSocket {
    try DoorSocket(at: path, for: try #require(SharedGroup(named: nil)))
  }

  @Test func `the kernel says who is at the other end`() async throws {
    let door = try door()
    defer { door.close() }
    let visit = try SharedScreenVisit(at: path)
    var arrivals = door.visitors.makeAsyncIterator()
    let visitor = try #require(await arrivals.next())
    #expect(visitor.user == getuid() && visitor.isHere())
    withExtendedLifetime(visit) {}
  }

  @Test func `only the group and the owner may connect`() throws {
    let door = try door()
    defer { door.close() }
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o660)
    #expect(attributes[.groupOwnerAccountID] as? UInt32 == getegid())
  }

  @Test func `a login is let in by its groups, whichever its first one is`() throws {
    let group = try #require(SharedGroup(named: nil))
    func admits(_ user: UInt32, _ groups: Set<UInt32>) -> Bool {
      group.admits(SocketPeer(user: user, groups: groups), owner: 900)
    }
    #expect(admits(1001, [1001, group.number]) && admits(1001, [group.number]))
    #expect(!admits(1001, [1001]) && !admits(1001, []))
    #expect(admits(900, []) && admits(0, [0]))
    #expect(SharedGroup(named: "no-such-group-here") == nil)
  }

  @Test func `a login gets an address and a token, and its file goes when it was used`()
    async throws
  {
    let door = try door()
    defer { door.close() }
    let token = String(repeating: "0a", count: 32)
    let visit = try SharedScreenVisit(at: path)
    let home = folder.path
    let stay = Task.detached {
      var html = ""
      try visit.stay(openingFrom: home) { file in
        html = (try? String(contentsOfFile: file.path, encoding: .utf8)) ?? ""
      }
      return html
    }
    var arrivals = door.visitors.makeAsyncIterator()
    let visitor = try #require(await arrivals.next())
    visitor.say(.admitted(port: 4711, token: token))
    visitor.say(.opened)
    visitor.leave()
    let html = try await stay.value
    #expect(html.contains("http://127.0.0.1:4711/open") && html.contains(token))
    #expect(!FileManager.default.fileExists(atPath: OpeningFile.path(in: home)))
    #expect(!visitor.isHere())
  }

  @Test func `one login has some screens, and then no more`() throws {
    let door = try door()
    defer { door.close() }
    let visits = try (0..<DoorSocket.screensPerLoginMax).map { _ in try SharedScreenVisit(at: path)
    }
    let beyond = try SharedScreenVisit(at: path)
    #expect(throws: SharedScreenVisit.Failure.tooMany) {
      try beyond.stay(openingFrom: folder.path) { _ in }
    }
    withExtendedLifetime(visits) {}
  }

  @Test func `nothing listens twice, and what a killed service left is replaced`() throws {
    let first = try door()
    #expect(throws: UnixSocket.Failure.inUse) { try door() }
    #expect(FileManager.default.fileExists(atPath: path))
    first.close()
    // A socket that nobody listens at any more.
    let left = folder.path("left.socket")
    let socket = try UnixSocket.listening(at: left, for: getegid())
    close(socket.descriptor)
    let second = try DoorSocket(at: left, for: try #require(SharedGroup(named: nil)))
    second.close()
  }

  @Test func `a file that is no socket is left alone`() throws {
    try "kept".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: UnixSocket.Failure.inUse) { try door() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "kept")
  }

  @Test(arguments: ["", "/", String(repeating: "a", count: 120)])
  func `a path that no socket can have is refused`(name: String) throws {
    #expect(throws: UnixSocket.Failure.self) {
      try UnixSocket.listening(at: name.isEmpty ? "" : folder.path + "/" + name, for: getegid())
    }
    #expect(throws: SharedScreenVisit.Failure.absent) {
      try SharedScreenVisit(at: folder.path(name))
    }
  }

  @Test func `messages are read as they were written, and nothing else is`() throws {
    let token = String(repeating: "f0", count: 32)
    let messages: [DoorMessage] = [
      .admitted(port: 40_000, token: token), .opened, .refused(.notInGroup), .refused(.tooMany),
      .refused(.failed),
    ]
    for message in messages { #expect(DoorMessage(line: message.line.utf8) == message) }
    for line in [
      "", "{}", "[]", "{\"port\":0,\"token\":\"\(token)\"}",
      "{\"port\":65536,\"token\":\"\(token)\"}",
      "{\"port\":80,\"token\":\"\\\"><script>\"}", "{\"port\":80}", "{\"event\":\"closed\"}",
      "{\"refused\":\"other\"}", "not JSON",
    ] {
      #expect(DoorMessage(line: line.utf8) == nil, "\(line)")
    }
  }
}
