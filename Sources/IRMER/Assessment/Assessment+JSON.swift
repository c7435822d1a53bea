extension Assessment {
  /// The assessment as `candour assess` prints it.
  public var json: JSONValue {
    [
      "edition": .string(edition),
      "outcome": .string(outcome.rawValue),
      "codes": .array(codes.map { .string($0.rawValue) }),
      "complementary": .array(complementary.map { .string($0.description) }),
      "notifyBy": JSONValue(notifyBy),
      "reportBy": JSONValue(reportBy),
      "authority": .string(authority.rawValue),
      "routes": .array(routes.map(\.json)),
      "findings": .array(findings.map(\.json)),
      "prompts": JSONValue(prompts),
    ]
  }
}

extension Route {
  /// As printed under `assess --json`.
  public var json: JSONValue {
    [
      "body": .string(body.rawValue), "duty": .string(duty.rawValue), "reason": .string(reason),
    ]
  }
}

extension Finding {
  /// As printed under `assess --json`.
  public var json: JSONValue {
    [
      "individual": .number(JSONNumber(individual)),
      "code": .string(code.rawValue),
      "result": .string(result.rawValue),
      "reason": .string(reason),
      "margin": JSONValue(margin),
      "quote": .string(quote),
      "source": .string(source),
      "section": .string(section),
      "missing": JSONValue(missing),
    ]
  }
}
