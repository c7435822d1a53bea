import Aggregation
import ArgumentParser
import CentreStore
import RecordStore

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox",
    abstract: "Messages to people: what is queued, what was sent, what failed.",
    subcommands: [List.self, Retry.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the latest thousand, newest first.")

    @OptionGroup var options: DataOptions
    @Option(help: "waiting, sent or failed; repeats. Without it all.")
    var state: [Message.State] = []

    private struct Item: Encodable {
      let id: Int64
      let state: String
      let kind: String
      let subjects: [String]
      let channel: String
      let address: String
      let role: String
      let createdAt: String
      let attempts: Int
      let nextAttemptAt: String?
      let sentAt: String?
      let failedAt: String?
      let failure: String?

      init(_ message: Message) {
        (id, state) = (message.id, message.state.rawValue)
        kind = message.isDigest ? "digest" : "change"
        subjects = message.alert.map {
          "\($0.reference ?? $0.record ?? $0.site) \($0.kind.rawValue) \($0.state)"
        }
        channel = message.subscription.channel.rawValue
        (address, role) = (message.subscription.address, message.subscription.role)
        (createdAt, attempts) = (Now.text(message.createdAt), message.attempts)
        let isTried = message.state == .waiting && message.attempts > 0
        nextAttemptAt = isTried ? Now.text(message.nextAttemptAt) : nil
        (sentAt, failedAt) = (message.sentAt.map(Now.text), message.failedAt.map(Now.text))
        failure = message.failure
      }
    }

    func run() async throws {
      let states = state.isEmpty ? Set(Message.State.allCases) : Set(state)
      let items = try await options.centre(for: .reading).messages(states, limit: 1000).map {
        Item($0)
      }
      guard !options.json else { return Output.line(Output.json(items)) }
      Output.table(
        ["id", "state", "what", "to", "attempts", "failure"],
        items.map { item in
          let what = item.kind == "digest" ? "digest" : item.subjects.first ?? ""
          return [
            "\(item.id)", item.state, what, item.address, "\(item.attempts)", item.failure ?? "",
          ]
        })
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Queue failed messages again.")

    @OptionGroup var options: DataOptions
    @Argument(help: "One message, as listed; without it all of them.") var id: Int64?

    func run() async throws {
      let count = try await options.centre().retryMessages(id)
      guard count > 0 || id == nil else {
        throw Failure.unusable("unknown-identifier", "No message of that number has failed.")
      }
      Output.line(options.json ? Output.json(["retried": count]) : "\(count) queued again")
    }
  }
}

extension Message.State: ExpressibleByArgument {}
