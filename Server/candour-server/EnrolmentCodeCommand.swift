import Aggregation
import ArgumentParser
import Replication

struct EnrolmentCodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrolment-code",
    abstract: "Print a single-use code that enrols one device of a site.")

  @OptionGroup var options: DataOptions
  @Option(help: ArgumentHelp("The site's code.", valueName: "CODE")) var site: String
  @Option(help: "site or reader.") var role: DeviceRole = .site
  @Option(help: ArgumentHelp("How long it is good.", valueName: "HOURS"))
  var validFor = Centre.codeHours

  private struct Answer: Encodable {
    let code: String
    let site: String
    let role: String
  }

  func validate() throws {
    guard validFor >= 1 else { throw ValidationError("--valid-for is at least one hour.") }
  }

  func run() async throws {
    let centre = try options.centre()
    guard let scope = Scope(site), scope != centre.trust else {
      throw Failure.unusable(
        "bad-code", "A site's code is 2 to 16 capital letters and digits, not the trust's own.")
    }
    let secret = try await centre.makeEnrolmentCode(site: scope, role: role, hours: validFor)
    let answer = Answer(code: secret.text, site: site, role: role.rawValue)
    Output.line(options.json ? Output.json(answer) : answer.code)
  }
}

extension DeviceRole: ExpressibleByArgument {}
