import Aggregation
import ArgumentParser
import CentreStore
import RecordStore
import Replication

struct EnrolmentCodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrolment-code",
    abstract: "Print a single-use code that enrols one device of a site.")

  @OptionGroup var options: DataOptions
  @Option(help: ArgumentHelp("The site's code.", valueName: "CODE")) var site: String?
  @Option(
    help: ArgumentHelp("The revoked device that may enrol again with it.", valueName: "ID"))
  var readmit: String?
  @Option(help: "site or reader.") var role: DeviceRole = .site
  @Option(help: ArgumentHelp("How many hours it is valid.", valueName: "HOURS"))
  var validFor = Centre.codeHours

  private struct Answer: Encodable {
    let code: String
    let site: String
    let role: String
  }

  func validate() throws {
    guard site != nil || readmit != nil else {
      throw ValidationError("Name the site: --site CODE.")
    }
    guard validFor >= 1 else { throw ValidationError("--valid-for is at least one hour.") }
  }

  func run() async throws {
    let centre = try options.centre()
    let device = try await readmitted(at: centre)
    let code = site ?? device?.site ?? ""
    guard device == nil || device?.site == code else {
      throw Failure.unusable("bad-code", "The device \(readmit ?? "") is of another site.")
    }
    guard let scope = Scope(code), scope != centre.trust else {
      throw Failure.unusable(
        "bad-code", "A site's code is 2 to 16 capital letters and digits, not the trust's own.")
    }
    let secret = try await centre.makeEnrolmentCode(
      site: scope, role: role, hours: validFor, readmits: device?.replica)
    let answer = Answer(code: secret.text, site: code, role: role.rawValue)
    Output.line(options.json ? Output.json(answer) : answer.code)
  }

  private func readmitted(at centre: Centre) async throws -> Administration.Device? {
    guard let readmit else { return nil }
    let devices = try await centre.devices()
    guard let device = devices.first(where: { $0.replica.description == readmit }) else {
      throw Failure.unusable("unknown-identifier", "There is no device \(readmit).")
    }
    guard device.revokedAt != nil else {
      throw Failure.unusable("not-revoked", "The device \(readmit) is not revoked.")
    }
    return device
  }
}

extension DeviceRole: ExpressibleByArgument {}
