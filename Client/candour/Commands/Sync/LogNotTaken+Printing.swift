import Screens
import SiteClient

extension LogNotTaken {
  var json: JSONValue {
    [
      "log": .string("\(log)"), "replica": .string("\(replica)"), "scope": .string(scope.code),
      "entries": .number(JSONNumber(entries)), "reason": .string(reason),
      "since": .string("\(Moment(milliseconds: since))"),
    ]
  }
}

/// Whose logs the centre does not take, and why.
private struct DeviceNotTaken: Hashable {
  /// More devices are counted but not named.
  static let shown = 10

  let replica: ReplicaID
  let scope: Scope
  let reason: String
}

extension [LogNotTaken] {
  /// What the centre does not take: a line for each device and reason.
  var sentences: [String] {
    let devices = Dictionary(grouping: self) {
      DeviceNotTaken(replica: $0.replica, scope: $0.scope, reason: $0.reason)
    }
    .sorted { ($0.value[0].since, $0.value[0].log) < ($1.value[0].since, $1.value[0].log) }
    let lines = devices.prefix(DeviceNotTaken.shown).map { device, logs in
      let entries = logs.reduce(0) { $0 + Int(clamping: $1.entries) }
      return
        "The centre does not take \(entries.of("entry", "entries")) of device \(device.replica) of "
        + "\(device.scope), since \(Moment(milliseconds: logs[0].since).londonDay.displayText): "
        + "\(NotTakenReason.displayText(device.reason)). Nothing is lost: they stay on this computer, "
        + "and are offered again once a day."
    }
    let more = devices.count - DeviceNotTaken.shown
    return more > 0 ? lines + ["The same is so of \(more.of("device", "devices")) more."] : lines
  }
}
