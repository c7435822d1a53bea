internal import Aggregation
internal import CentreStore
internal import Hummingbird
internal import IRMER
internal import Records
internal import Replication
internal import Screens

/// Sites and their last contact; their devices, enrolment codes and revocation.
struct SitesPage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.sitesPage, behind: accessControl) { try await sites($0) }
    router.serve(.devicesPage, behind: accessControl) { try await devices($0, code: nil) }
    router.serve(.codeForm, behind: accessControl) { try await makeCode($0) }
    router.serve(.revokeForm, behind: accessControl) { try await revoke($0) }
  }

  struct Site {
    let site: String
    let lastSync: String
    let state: Tag
    let merged: String
    let quarantined: String
    let behind: String
    let devices: Int
  }

  struct Sites {
    let sites: [Site]
    let isEmpty: Bool
    let warnings: [String]
    let hasWarnings: Bool
  }

  private func sites(_ authorised: AuthorisedRequest) async throws -> Response {
    let centre = pages.centre
    let (coverage, warnings) = try await centre.together(
      SiteComparison.questions(on: centre.today)
    ) { (try $0.coverage(), try $0.lowReporting().map(\.displayText)) }
    let sites = coverage.map { site in
      let silence =
        site.silentDays.map { "Silent for \(Wording.count($0, "day"))" } ?? "Never synchronised"
      return Site(
        site: site.site, lastSync: Wording.moment(site.lastSync),
        state: site.isSilent
          ? Tag(silence, "amber")
          : site.behind > 0 ? Tag("Not yet sent", "blue") : Tag("Up to date", "green"),
        merged: String(site.merged), quarantined: String(site.quarantined),
        behind: String(site.behind), devices: site.devices)
    }
    let content = Sites(
      sites: sites, isEmpty: sites.isEmpty, warnings: warnings, hasWarnings: !warnings.isEmpty)
    return pages.show("sites", title: "Sites", content, authorised)
  }

  struct Device {
    let id: String
    let number: Int
    let name: String
    let site: String
    let access: String
    let lastSync: String
    let joinedAgain: String?
    let isRevoked: Bool
    let why: String
  }

  struct Devices {
    let devices: [Device]
    let isEmpty: Bool
    let code: String?
    let codeSite: String
    let hours: Int
    /// The identifier of this form: sent twice, it makes one code.
    let once: String
  }

  private func devices(
    _ authorised: AuthorisedRequest, code: (text: String, site: String)?
  ) async throws -> Response {
    let devices = try await pages.centre.listedDevices().enumerated().map { index, device in
      Device(
        id: device.id, number: index, name: device.name.isEmpty ? "unnamed" : device.name,
        site: device.site, access: Self.access(device.role),
        lastSync: Wording.moment(device.lastSync),
        joinedAgain: device.joinedAgain.map { Wording.moment($0) },
        isRevoked: device.revokedWhy != nil, why: device.revokedWhy ?? "")
    }
    let content = Devices(
      devices: devices, isEmpty: devices.isEmpty, code: code?.text, codeSite: code?.site ?? "",
      hours: Centre.codeHours, once: pages.centre.newIdentifier())
    return pages.show("devices", title: "Devices", content, authorised)
  }

  /// What a device may do, in the words of the form that makes its code.
  private static func access(_ role: String) -> String {
    role == "reader" ? "Read only" : "Read and write its site's records"
  }

  /// The code is shown once, on the answer to the form.
  private func makeCode(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    do {
      return try await devices(
        authorised, code: try await pages.decisions.makeCode(fields, by: principal))
    } catch let error as ValidationError {
      return pages.refusal(
        "The code was made already", [error.message], "/devices", authorised, status: .conflict)
    } catch EditRefusal.invalid(let error) {
      return pages.refusal(
        "There is a problem", [error.message], "/devices", authorised, status: .unprocessableContent
      )
    }
  }

  private func revoke(_ authorised: AuthorisedRequest) async throws -> Response {
    let fields = try authorised.form()
    let principal = try authorised.known()
    let id = try authorised.parameter("id")
    return try await pages.change(authorised, then: "/devices") {
      try await pages.decisions.revokeDevice(id, fields, by: principal)
    }
  }
}
