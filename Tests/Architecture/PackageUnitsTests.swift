import Foundation
import Testing

/// What the Debian package of the centre installs, read as text: systemd skips a unit whose
/// condition is not met, without an error.
@Suite("The units of the package")
struct PackageUnitsTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Server/package")

  private func lines(_ name: String) throws -> [String] {
    try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  @Test(arguments: [
    "candour-server.service", "candour-backup.service", "candour-scrub.service",
  ])
  func `a unit starts for a centre in a file, in a database, and for several trusts`(
    unit: String
  ) throws {
    let conditions = try lines(unit).filter { $0.hasPrefix("Condition") }

    for name in ["store.sqlite", "store.url"] {
      #expect(conditions.contains("ConditionPathExists=|/var/lib/candour-server/\(name)"))
      #expect(conditions.contains("ConditionPathExistsGlob=|/var/lib/candour-server/*/\(name)"))
    }
  }

  @Test(arguments: ["candour-backup.service", "candour-scrub.service"])
  func `a timer's service reaches a database`(unit: String) throws {
    let lines = try lines(unit)

    #expect(!lines.contains("PrivateNetwork=yes"))
    #expect(lines.contains("RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"))
  }

  @Test func `init is printed with the settings that the service reads, where no centre is`() throws
  {
    let start = try #require(lines("candour-server.service").first { $0.hasPrefix("ExecStart=") })
    let script = try lines("postinst")
    let command = try #require(script.first { $0.contains("candour-server init") })

    #expect(start.contains("--config /etc/candour/settings.json"))
    #expect(command.contains("init --config /etc/candour/settings.json"))
    #expect(script.contains { $0.contains("store.url") && $0.contains("store.sqlite") })
  }
}
