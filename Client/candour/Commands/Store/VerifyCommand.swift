import ArgumentParser
import SiteClient

/// `candour verify`
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every hash, signature and record against the logs.",
    discussion: """
      Ends with 5 when anything differs from the logs. It never repairs anything silently.

      EXAMPLES
        candour verify
        candour verify --json
      """)

  @OptionGroup var store: StoreOptions

  func run() async throws {
    let client = try store.open(for: .verifying)
    let result = try await client.verify()
    let output = store.output
    if output.isJSON {
      output.print(result.json)
    } else if result.isSound {
      output.line(
        "Sound: \(result.entries.of("entry", "entries")) and "
          + "\(result.records.of("record", "records")), every hash, signature "
          + "and row checked.", .good)
    } else {
      for problem in result.problems {
        output.line("\(problem.code) at \(problem.place): \(problem.text)", .danger)
      }
    }
    if !output.isJSON {
      for remark in result.remarks {
        output.line("\(remark.code): \(remark.place): \(remark.text)", .warning)
      }
    }
    guard result.isSound else {
      throw CommandFailure(
        .damaged, "damaged",
        "\(result.problems.count.of("problem", "problems")) in "
          + "\(result.entries.of("entry", "entries")). Nothing was written. "
          + "The centre and other devices hold what was sent.")
    }
  }
}

extension Verification {
  var json: JSONValue {
    [
      "ok": .bool(isSound), "entries": .number(JSONNumber(entries)),
      "records": .number(JSONNumber(records)),
      "problems": .array(
        problems.map {
          ["code": .string($0.code), "place": .string($0.place), "text": .string($0.text)]
        }),
      "remarks": .array(
        remarks.map {
          ["code": .string($0.code), "place": .string($0.place), "text": .string($0.text)]
        }),
    ]
  }
}
