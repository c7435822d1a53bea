internal import Aggregation
internal import Records
internal import Replication
internal import Screens

extension Decisions {
  /// Subscribes an address.
  ///
  /// - Returns: the subscription, with a webhook's secret, which is shown once.
  func subscribe(_ fields: FormFields, by principal: Principal) async throws -> SubscriptionSummary
  {
    guard let role = Role(rawValue: fields["role"] ?? "") else {
      throw Self.invalid("role", "Choose the role whose alerts it receives.")
    }
    guard let channel = SubscriptionSummary.Channel(rawValue: fields["channel"] ?? "") else {
      throw Self.invalid("channel", "Choose e-mail, webhook or card.")
    }
    let address = try Self.required("address", fields, "Enter the address.")
    let site = try fields.text("site").map { text in
      guard let scope = Scope(text.uppercased()) else {
        throw Self.invalid("site", "A site's code is 2 to 16 capital letters and digits.")
      }
      return scope
    }
    do {
      let made = try await centre.listen(
        by: channel, address, role: role, site: site,
        id: fields["once"].flatMap(RecordID.init(text:)))
      centre.note(principal, "subscribed", made.id)
      return made
    } catch let error as UnusableAddress {
      throw Self.invalid("address", error.reason)
    }
  }

  func endSubscription(_ id: String, by principal: Principal) async throws {
    guard try await centre.unsubscribe(id) else { throw UnknownRecord() }
    centre.note(principal, "ended a subscription", id)
  }

  func sendTest(to id: String, by principal: Principal) async throws {
    guard try await centre.sendTest(to: id) else { throw UnknownRecord() }
    centre.note(principal, "sent a test message", id)
  }

  /// Queues a failed message again.
  func retryMessage(_ id: String, by principal: Principal) async throws {
    guard let number = Int64(id), try await centre.retryMessages(number) > 0 else {
      throw UnknownRecord()
    }
    centre.note(principal, "queued a message again", id)
  }

  static func invalid(_ field: String, _ message: String) -> EditRefusal {
    .invalid(ValidationError("bad-value", message, field: field))
  }
}
