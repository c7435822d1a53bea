internal import Records
internal import Synchronization

/// Counters of the running server, as Prometheus reads them (text format 0.0.4).
///
/// Labels are routes, methods, statuses and codes: never a requested path, which may contain an
/// identifier, and never anything of a record. Where a process serves several trusts, the trust's
/// code is a label too.
final class Metrics: Sendable {
  struct Key: Hashable, Comparable {
    let name: String
    let labels: String

    static func < (left: Key, right: Key) -> Bool {
      (left.name, left.labels) < (right.name, right.labels)
    }
  }

  static let help: [String: (type: String, text: String)] = [
    "candour_build_info": ("gauge", "Always 1; the label is the program's version."),
    "candour_http_requests_total": ("counter", "Requests answered."),
    "candour_http_request_seconds_sum": ("counter", "Seconds spent answering."),
    "candour_http_request_seconds_count": ("counter", "Requests timed."),
    "candour_http_in_progress": ("gauge", "Requests under way."),
    "candour_sync_entries_total": (
      "counter", "Entries received from sites, by what became of them."
    ),
    "candour_sync_refused_total": ("counter", "Exchanges that were refused, by code."),
    "candour_sign_in_failures_total": ("counter", "Attempts to sign in that failed."),
    "candour_messages_total": ("counter", "Attempts to tell people, by what became of them."),
    "candour_messages": ("gauge", "Messages to people, by state."),
    "candour_messages_oldest_seconds": ("gauge", "How long the oldest message has waited."),
    "candour_store_entries": ("gauge", "Entries in the store, by state."),
    "candour_certificate_expiry_seconds": (
      "gauge", "When the serving certificate runs out, in seconds since 1970."
    ),
    "candour_trusts": ("gauge", "Trusts that this process serves, by state."),
    "candour_trust_available": ("gauge", "1 where the trust's store answers, 0 where it does not."),
    "candour_sites": ("gauge", "Sites with an enrolled replica."),
    "candour_sites_silent": ("gauge", "Sites that have not synchronised for seven days."),
  ]

  /// What all parts of the process count together.
  private final class Values: Sendable {
    let all = Mutex<[Key: Double]>([:])
  }

  private let values: Values
  /// Labels of every value that is set here.
  private let labels: [(name: String, value: String)]

  init() {
    (values, labels) = (Values(), [])
    set(1, of: "candour_build_info", ["version": CandourVersion.current])
  }

  private init(_ values: Values, _ labels: [(name: String, value: String)]) {
    (self.values, self.labels) = (values, labels)
  }

  /// The same counters; what is counted through this has the label.
  func labelled(_ name: String, _ value: String) -> Metrics {
    Metrics(values, labels + [(name, value)])
  }

  func add(_ amount: Double = 1, to name: String, _ labels: KeyValuePairs<String, String> = [:]) {
    let key = key(name, labels)
    values.all.withLock { $0[key, default: 0] += amount }
  }

  func set(_ value: Double, of name: String, _ labels: KeyValuePairs<String, String> = [:]) {
    let key = key(name, labels)
    values.all.withLock { $0[key] = value }
  }

  /// All values, one per line, sorted.
  var text: String {
    let snapshot = values.all.withLock { $0 }
    var lines: [String] = []
    var previous = ""
    for (key, value) in snapshot.sorted(by: { $0.key < $1.key }) {
      if key.name != previous, let help = Self.help[key.name] {
        lines += ["# HELP \(key.name) \(help.text)", "# TYPE \(key.name) \(help.type)"]
      }
      previous = key.name
      lines.append("\(key.name)\(key.labels) \(Self.number(value))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map { String($0) } ?? String(value)
  }

  private func key(_ name: String, _ labels: KeyValuePairs<String, String>) -> Key {
    Key(name: name, labels: Self.text(self.labels + labels.map { ($0.key, $0.value) }))
  }

  private static func text(_ labels: [(name: String, value: String)]) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.map { name, value in
      "\(name)=\"\(escaped(value))\""
    }
    return "{" + pairs.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { "\\\"\n".utf8.contains($0) }) else { return value }
    return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
  }
}
