internal import Aggregation
internal import Hummingbird
internal import IRMER
internal import Screens

/// The description of the API, for people to read.
struct InterfacePage: Sendable {
  let pages: PageContext

  func register(_ router: Router<CentreContext>, _ accessControl: AccessControl) {
    router.serve(.interfacePage, behind: accessControl) { authorised in
      pages.show(
        "interface", title: "Interface", Content(operations: Self.operations), authorised)
    }
  }

  struct Pair {
    let name: String
    let value: String
  }

  struct Operation {
    let method: String
    let path: String
    let summary: String
    let parameters: [Pair]
    let hasParameters: Bool
    let fields: [Pair]
    let hasFields: Bool
  }

  struct Content {
    let operations: [Operation]
  }

  /// Read from the description itself, so that the two always agree.
  private static let operations: [Operation] = {
    let paths = OpenAPI.document["paths"]?.object?.members ?? []
    return paths.flatMap { path, item in
      (item.object?.members ?? []).map { method, operation in
        let parameters = (operation["parameters"]?.array ?? []).map { parameter in
          Pair(
            name: parameter["name"]?.string ?? "",
            value: parameter["description"]?.string ?? "")
        }
        let fields = fields(of: operation)
        return Operation(
          method: method.uppercased(), path: path, summary: operation["summary"]?.string ?? "",
          parameters: parameters, hasParameters: !parameters.isEmpty, fields: fields,
          hasFields: !fields.isEmpty)
      }
    }
  }()

  private static func fields(of operation: JSONValue) -> [Pair] {
    let schema = operation["responses"]?["200"]?["content"]?["application/json"]?["schema"]
    let item = schema?["properties"]?["items"]?["items"] ?? schema
    guard let name = item?["$ref"]?.string?.split(separator: "/").last.map(String.init),
      let properties = OpenAPI.document["components"]?["schemas"]?[name]?["properties"]?.object
    else { return [] }
    return properties.members.map { name, property in
      Pair(name: name, value: property["description"]?.string ?? "")
    }
  }
}
