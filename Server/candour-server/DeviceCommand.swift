import Aggregation
import ArgumentParser
import CentreStore
import RecordStore
import Replication

struct DeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "Devices of the sites.", subcommands: [List.self, Revoke.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the devices, the revoked ones too.")

    @OptionGroup var options: DataOptions

    private struct Item: Encodable {
      let id: String
      let site: String
      let role: String
      let name: String
      let state: String
      let lastSync: String?

      enum CodingKeys: String, CodingKey { case id, site, role, name, state, lastSync }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(site, forKey: .site)
        try container.encode(role, forKey: .role)
        try container.encode(name, forKey: .name)
        try container.encode(state, forKey: .state)
        try container.encode(lastSync, forKey: .lastSync)
      }
    }

    func run() async throws {
      let items = try await options.centre(for: .reading).devices().map { device in
        Item(
          id: device.replica.description, site: device.site, role: device.role,
          name: device.name, state: device.revokedAt == nil ? "enrolled" : "revoked",
          lastSync: device.lastSync.map(Now.text))
      }
      guard !options.json else { return Output.line(Output.json(items)) }
      Output.table(
        ["id", "site", "role", "state", "last sync"],
        items.map { [$0.id, $0.site, $0.role, $0.state, $0.lastSync ?? "never"] })
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a device's access at once.")

    @OptionGroup var options: DataOptions
    @Argument(help: "The device's id, as listed.") var id: String
    @Option(help: ArgumentHelp("The reason, for the record.", valueName: "TEXT")) var why: String

    func run() async throws {
      guard !why.isEmpty, why.utf8.count <= 4096 else {
        throw Failure.unusable("no-reason", "--why says why, in at most 4096 bytes.")
      }
      guard let replica = ReplicaID(text: id),
        try await options.centre().revokeDevice(replica, why: why)
      else { throw Failure.unusable("unknown-identifier", "There is no device \(id).") }
      if options.json {
        Output.line(Output.json(["id": id, "state": "revoked"]))
      } else {
        Output.line("Device \(id) is revoked. What it still sends waits for a decision.")
      }
    }
  }
}
