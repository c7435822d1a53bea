import Aggregation
import Foundation
import HTTPTypes
import IRMER
import Testing

@testable import Web

/// What is in an address and means nothing there is refused by name, on every page and in the API.
@Suite("Parameters of pages and of the API")
struct PageParameterTests {
  private let harness: WebHarness

  init() throws { harness = try WebHarness() }

  /// Every page that somebody signed in may read, with somebody who may.
  private static let pages: [(endpoint: Endpoint, role: Role)] = Endpoint.pages.compactMap {
    endpoint in
    guard endpoint.method == .get, case .roles(let roles) = endpoint.access else { return nil }
    return Role.allCases.first { roles.contains($0) }.map { (endpoint, $0) }
  }

  private func answer(
    _ path: String, _ query: String, _ sessions: WebHarness.Credential?
  ) async throws -> WebHarness.Answer {
    let place = path.replacing("{id}", with: "x").replacing("{copy}", with: "1")
    return await harness.get(
      "\(place)?\(query)", as: try #require(sessions))
  }

  private func sessions() async throws -> [Role: WebHarness.Credential] {
    var all: [Role: WebHarness.Credential] = [:]
    for role in Set(Self.pages.map(\.role)) { all[role] = try await harness.session(role) }
    return all
  }

  @Test func `a page refuses a parameter that it does not have`() async throws {
    let sessions = try await sessions()
    for (endpoint, role) in Self.pages {
      let answer = try await answer(endpoint.path, "staet=open", sessions[role])
      #expect(answer.status == 400, "\(endpoint.path)")
      #expect(
        answer.body.contains("There is no parameter of that name here.")
          || answer.body.contains("This address takes no parameters."), "\(endpoint.path)")
    }
  }

  @Test func `a page refuses a value that means nothing to it, and says which are meant`()
    async throws
  {
    let sessions = try await sessions()
    let paths = Set(Self.pages.map(\.endpoint.path))
    #expect(Set(Endpoint.pageParameters.keys).subtracting(paths).isEmpty)
    let free = ["q", "department", "code", "start"]
    for (endpoint, role) in Self.pages {
      for (name, parameter) in Endpoint.pageParameters[endpoint.path] ?? [:] {
        if parameter == .words || (parameter == .filter && free.contains(name)) { continue }
        let answer = try await answer(endpoint.path, "\(name)=~", sessions[role])
        #expect(answer.status == 400, "\(endpoint.path) \(name)")
        #expect(answer.body.contains("~"), "\(endpoint.path) \(name)")
        let blank = try await self.answer(endpoint.path, "\(name)=", sessions[role])
        #expect(blank.status != 400, "\(endpoint.path) \(name) left empty")
      }
    }
  }

  @Test(arguments: [
    "/trends?site=XX9", "/trends/causes?site=XX9", "/trends/sites?site=XX9",
    "/trends.csv?view=months&picture=incidents&site=XX9", "/incidents?site=XX9",
    "/actions?site=XX9", "/audits?site=XX9", "/notifications?site=XX9",
  ])
  func `a site of which nothing is known is a slip`(address: String) async throws {
    let session = try await harness.session(.governance)

    let answer = await harness.get(address, as: session)

    #expect(answer.status == 400 && answer.body.contains("There is no site “XX9”"))
  }

  @Test func `the API refuses every value that its description excludes`() async throws {
    let token = try await harness.token(.governance)
    var checked = 0
    for (path, item) in (OpenAPI.document["paths"]?.object ?? JSONObject()).members {
      guard let get = item.object?["get"] else { continue }
      // Where one must be given, it is.
      let needed = ["/api/v1/search": "q=x&", "/api/v1/trends/figures": "view=months&"]
      for parameter in get["parameters"]?.array ?? [] where parameter["in"]?.string == "query" {
        guard let name = parameter["name"]?.string, let schema = parameter["schema"],
          ["enum", "pattern", "format"].contains(where: { schema[$0] != nil })
            || schema["type"]?.string != "string"
        else { continue }
        let others = name == "view" ? "" : needed[path] ?? ""
        let answer = try await answer(path, "\(others)\(name)=~", token)
        #expect(answer.status == 400, "\(path) \(name)")
        #expect(answer.body.contains("\"field\":\"\(name)\""), "\(path) \(name): \(answer.body)")
        checked += 1
      }
    }
    #expect(checked > 50)
  }
}
