import Aggregation
import ArgumentParser
import CentreStore
import RecordStore
import Replication

struct NotifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify", abstract: "Who is alerted to what changes.",
    subcommands: [Add.self, List.self, Remove.self])

  private struct Item: Encodable {
    let id: String
    let role: String
    let site: String?
    let channel: String
    let address: String
    let secret: String?

    init(_ subscription: Subscription, secret: String? = nil) {
      (id, role, site) = (subscription.id, subscription.role, subscription.site)
      let isCard = subscription.channel == .webhook && subscription.secret == nil
      (channel, address) = (isCard ? "card" : subscription.channel.rawValue, subscription.address)
      self.secret = secret
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Alert an address.",
      discussion: """
        Governance receives every alert; the employer those of notifications and silent sites; the \
        physics expert of what is undetermined, due, overdue or in conflict; everybody, a reader \
        too, gets the daily digest. Prints the identifier, and a webhook's secret, once.
        """)

    @OptionGroup var options: DataOptions
    @Option(help: "governance, employer, mpe or reader.") var role: Role
    @Option(help: ArgumentHelp("One site; without it every site.", valueName: "CODE"))
    var site: String?
    @Option(help: ArgumentHelp("An e-mail address.", valueName: "E")) var email: String?
    @Option(help: ArgumentHelp("An https:// address.", valueName: "URL")) var webhook: String?
    @Flag(help: "The webhook shows Adaptive Cards, as Microsoft Teams does; nothing is signed.")
    var card = false

    func validate() throws {
      guard (email == nil) != (webhook == nil) else {
        throw ValidationError("Give either --email or --webhook.")
      }
      guard Role.withRecords.contains(role) else {
        throw ValidationError("A message goes to governance, employer, mpe or reader.")
      }
      guard !card || webhook != nil else { throw ValidationError("--card goes with --webhook.") }
    }

    func run() async throws {
      let scope = try site.map { code in
        guard let scope = Scope(code) else {
          throw Failure.unusable("bad-code", "A site's code is 2 to 16 capital letters and digits.")
        }
        return scope
      }
      let added: Subscription
      do {
        let centre = try options.centre()
        added =
          card
          ? try await centre.subscribe(card: webhook ?? "", role: role, site: scope)
          : try await centre.subscribe(
            email != nil ? .email : .webhook, email ?? webhook ?? "", role: role, site: scope)
      } catch let error as UnusableAddress {
        throw Failure.unusable("bad-address", error.reason)
      }
      let item = Item(added, secret: added.secretText)
      guard !options.json else { return Output.line(Output.json(item)) }
      Output.line(item.id)
      if let secret = item.secret { Output.line(secret) }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List who is alerted; no secrets.")

    @OptionGroup var options: DataOptions

    func run() async throws {
      let items = try await options.centre(for: .reading).subscriptions().map { Item($0) }
      guard !options.json else { return Output.line(Output.json(items)) }
      Output.table(
        ["id", "role", "site", "by", "address"],
        items.map { [$0.id, $0.role, $0.site ?? "every site", $0.channel, $0.address] })
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop alerting an address; what is still queued for it is not sent.")

    @OptionGroup var options: DataOptions
    @Argument(help: "The subscription's id, as listed.") var id: String

    func run() async throws {
      guard try await options.centre().unsubscribe(id) else {
        throw Failure.unusable("unknown-identifier", "There is no subscription \(id).")
      }
      if options.json { Output.line(Output.json(["id": id, "state": "removed"])) }
    }
  }
}
