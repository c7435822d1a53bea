extension Assessment {
  /// Appends ``json`` in its compact form: the same bytes, without building the value.
  public func appendJSON(to bytes: inout [UInt8]) {
    var text = JSONText()
    // Moved out and back, so that the existing bytes are not copied.
    swap(&text.bytes, &bytes)
    text.raw("{\"edition\":")
    text.string(edition)
    text.raw(",\"outcome\":")
    text.string(outcome.rawValue)
    text.raw(",\"codes\":")
    text.array(codes) { $0.string($1.rawValue) }
    text.raw(",\"complementary\":")
    text.array(complementary) { $0.string($1.description) }
    text.raw(",\"notifyBy\":")
    text.string(notifyBy?.description)
    text.raw(",\"reportBy\":")
    text.string(reportBy?.description)
    text.raw(",\"authority\":")
    text.string(authority.rawValue)
    text.raw(",\"routes\":")
    text.array(routes) { $1.write(to: &$0) }
    text.raw(",\"findings\":")
    text.array(findings) { $1.write(to: &$0) }
    text.raw(",\"prompts\":")
    text.strings(prompts)
    text.raw("}")
    swap(&text.bytes, &bytes)
  }
}

extension Route {
  fileprivate func write(to text: inout JSONText) {
    text.raw("{\"body\":")
    text.string(body.rawValue)
    text.raw(",\"duty\":")
    text.string(duty.rawValue)
    text.raw(",\"reason\":")
    text.string(reason)
    text.raw("}")
  }
}

extension Finding {
  fileprivate func write(to text: inout JSONText) {
    text.raw("{\"individual\":")
    text.number(individual)
    text.raw(",\"code\":")
    text.string(code.rawValue)
    text.raw(",\"result\":")
    text.string(result.rawValue)
    text.raw(",\"reason\":")
    text.string(reason)
    text.raw(",\"margin\":")
    text.string(margin)
    text.raw(",\"quote\":")
    text.string(quote)
    text.raw(",\"source\":")
    text.string(source)
    text.raw(",\"section\":")
    text.string(section)
    text.raw(",\"missing\":")
    text.strings(missing)
    text.raw("}")
  }
}
