import Aggregation
import Foundation
import HTTPTypes
import IRMER
import Testing

@testable import Web

@Suite("The interface for programs")
struct InterfaceTests {
  @Test(arguments: [
    "site=lower", "site=", "from=2026-02-30", "to=yesterday", "state=nonsense", "cursor=xyz",
    "cursor=", "limit=0", "limit=501", "limit=ten", "site=%zz",
  ])
  func `a parameter that is not usable is named`(query: String) async throws {
    let harness = try WebHarness()

    let answer = await harness.get(
      "/api/v1/notifications?\(query)", as: try await harness.token(.reader))

    #expect(answer.status == 400)
    #expect(answer.headers[.contentType] == "application/problem+json")
  }

  @Test func `an answer that has not changed is not sent again`() async throws {
    let harness = try WebHarness()
    let token = try await harness.token(.reader)
    let first = await harness.get("/api/v1/coverage", as: token)
    var headers = token.headers
    headers[.ifNoneMatch] = first.headers[.eTag]

    let second = await harness.send(.get, "/api/v1/coverage", headers: headers)

    #expect(first.status == 200 && first.headers[.eTag] != nil)
    #expect(second.status == 304 && second.body.isEmpty)
  }

  @Test func `the description names every operation of the interface`() throws {
    let paths = try #require(OpenAPI.document["paths"]?.object)

    for endpoint in Endpoint.all where endpoint.kind == .api || endpoint.kind == .service {
      let operation = paths[endpoint.path]?[endpoint.method.rawValue.lowercased()]
      #expect(operation != nil, "\(endpoint.method) \(endpoint.path)")
      let isMarkedOpen = operation?["security"]?.array?.isEmpty == true
      #expect(isMarkedOpen == (endpoint.access == .open), "\(endpoint.path)")
    }
    let described = paths.members.reduce(0) { $0 + ($1.value.object?.count ?? 0) }
    #expect(described == Endpoint.all.count { $0.kind == .api || $0.kind == .service })
  }

  @Test func `every schema that is referred to is there`() throws {
    let text = OpenAPI.document.serialized()
    let schemas = try #require(OpenAPI.document["components"]?["schemas"]?.object)

    for part in text.split(separator: "#/components/schemas/").dropFirst() {
      let name = String(part.prefix { $0 != "\"" })
      #expect(schemas[name] != nil, "\(name)")
    }
  }

  @Test func `counters name routes, never the addresses that were asked`() async throws {
    let harness = try WebHarness()
    _ = await harness.get(
      "/api/v1/incidents/RBD01-2026-0001", as: try await harness.token(.reader))

    let text = await harness.get("/metrics").body

    #expect(text.contains("route=\"/api/v1/incidents/{id}\",status=\"404\"} 1"))
    #expect(!text.contains("RBD01"))
  }

}
