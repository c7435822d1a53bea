import ArgumentParser
import SiteClient

/// Why a command did not do what was asked, with its exit code.
struct CommandFailure: Error, Hashable {
  /// The exit codes, as the command's help lists them.
  enum Exit: Int32, Hashable {
    case failed = 1
    case unusable = 2
    case unreachable = 3
    case refused = 4
    case damaged = 5
  }

  let exit: Exit
  /// In kebab-case.
  let code: String
  /// What happened, what was kept, and what to do next.
  let message: String
  var field: String?

  init(_ exit: Exit, _ code: String, _ message: String, field: String? = nil) {
    self.exit = exit
    self.code = code
    self.message = message
    self.field = field
  }

  static func unusable(
    _ message: String, code: String = "usage", field: String? = nil
  ) -> CommandFailure {
    CommandFailure(.unusable, code, message, field: field)
  }

  init(_ error: FactsError) {
    self.init(.unusable, error.code.rawValue, error.message, field: error.field)
  }

  /// Reports the error on standard error and ends the process; help ends it with 0.
  static func end(by error: any Error, of command: any ParsableCommand.Type, asJSON: Bool) -> Never
  {
    if let code = error as? ExitCode { endProcess(code.rawValue) }
    let failure: CommandFailure
    if let known = CommandFailure(known: error) {
      failure = known
    } else {
      let code = command.exitCode(for: error)
      if code == .success {
        StandardOutput.write(command.fullMessage(for: error) + "\n")
        endProcess(0)
      }
      let isUsage = code == .validationFailure
      if isUsage, !asJSON {
        StandardError.write(command.fullMessage(for: error) + "\n")
        endProcess(Exit.unusable.rawValue)
      }
      failure = CommandFailure(
        isUsage ? .unusable : .failed, isUsage ? "usage" : "failed", command.message(for: error))
    }
    StandardError.write(
      (asJSON ? failure.json.serialized() : "error: \(RecordReference.grouped(in: "\(failure)"))")
        + "\n")
    endProcess(failure.exit.rawValue)
  }

  /// `{"error": {"code": …, "message": …, "field": …}}`.
  var json: JSONValue { json(line: nil) }

  /// - Parameter line: of the input, from 1, where there are several.
  func json(line: Int?) -> JSONValue {
    var error = JSONObject()
    error.append("code", .string(code))
    error.append("message", .string(message))
    error.append("field", JSONValue(field))
    if let line { error.append("line", .number(JSONNumber(line))) }
    return ["error": .object(error)]
  }
}

extension CommandFailure: CustomStringConvertible {
  var description: String {
    guard let field else { return message }
    return "\(Self.options.contains(field) ? "--" : "")\(field): \(message)"
  }

  /// Fields that are options of a command, not of a record.
  private static let options: Set<String> = ["as", "why", "today", "from", "to"]
}
