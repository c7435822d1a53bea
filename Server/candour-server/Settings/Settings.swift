import Configuration
import FoundationEssentials
import IRMER

/// The centre's settings: the command line, then the environment, then a file.
///
/// An unknown name and an unusable value are errors: a setting that is silently ignored is one that
/// somebody relies on.
struct Settings {
  /// Every setting. In a file the dots are levels of the JSON object; in the environment
  /// `smtp.passwordFile` is `CANDOUR_SMTP_PASSWORD_FILE`.
  static let names: Set<String> = [
    "data", "store.passwordFile", "address", "log.level", "public.url", "security.contact",
    "tls.certificate", "tls.key", "proxy.addresses",
    "report.weasyprint",
    "access.keepDays", "limits.connections", "limits.connectionsPerAddress",
    "limits.handshakeSeconds", "limits.idleSeconds", "limits.bodySeconds", "limits.drainSeconds",
    "limits.noticeSeconds",
    "smtp.host", "smtp.port", "smtp.security", "smtp.user", "smtp.password", "smtp.passwordFile",
    "smtp.from", "smtp.authority", "webhook.authority", "webhook.allow",
    "alerts.digestHour", "alerts.retryFirstSeconds", "alerts.retryLongestSeconds",
    "alerts.retryHours", "alerts.board", "alerts.attemptSeconds",
    "openid.issuer", "openid.clientId", "openid.clientSecretFile", "openid.label", "openid.scopes",
    "openid.roles", "openid.roleClaim", "openid.emailClaim", "openid.assurance", "openid.userInfo",
    "openid.authority", "trusts.openMax", "trusts.idleSeconds",
  ]

  private let reader: ConfigReader

  /// - Parameters:
  ///   - given: from the command line, by name.
  ///   - file: a JSON file; `nil`: none.
  init(given: [String: String], environment: [String: String], file: String?) throws {
    let ours = environment.filter { $0.key.hasPrefix("CANDOUR_") && !$0.value.isEmpty }
    try Self.checkNames(of: ours)
    let variables = EnvironmentVariablesProvider(
      environmentVariables: ours,
      secretsSpecifier: .dynamic { name, _ in name.contains("PASSWORD") })
    reader = ConfigReader(providers: [
      Self.provider("command line", given), variables.prefixKeys(with: "candour"),
      Self.provider("file", try file.map(Self.read) ?? [:]),
    ])
  }

  /// Those of the environment and a file, for what works on no one data folder.
  static func ofFile(_ file: String?) throws -> Settings {
    try Settings(given: [:], environment: ProcessInfo.processInfo.environment, file: file)
  }

  /// The file of settings that the command line names, or `CANDOUR_CONFIG`.
  static func named(_ given: String?) -> String? {
    let environment = ProcessInfo.processInfo.environment["CANDOUR_CONFIG"]
    return given ?? environment.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func provider(_ name: String, _ values: [String: String]) -> InMemoryProvider {
    let pairs = values.map { name, value in
      (
        AbsoluteConfigKey(ConfigKey(name)),
        ConfigValue(.string(value), isSecret: name.hasSuffix("password"))
      )
    }
    return InMemoryProvider(name: name, values: Dictionary(uniqueKeysWithValues: pairs))
  }

  /// Only variables with our section names are ours alone: `CANDOUR_STORE` is the client's.
  private static func checkNames(of environment: [String: String]) throws {
    for name in environment.keys.sorted() where name.hasPrefix("CANDOUR_TELLING_") {
      throw Failure.unusable(
        "unknown-setting",
        "There is no setting \(name): those of alerts begin with CANDOUR_ALERTS_.")
    }
    let known = Set(names.map(variable))
    let sections = Set(
      names.filter { $0.contains(".") }.map { variable(String($0.prefix { $0 != "." })) + "_" })
    for name in environment.keys.sorted()
    where !known.contains(name) && sections.contains(where: name.hasPrefix) {
      throw Failure.unusable("unknown-setting", "There is no setting \(name).")
    }
  }

  /// The name of a setting in the environment.
  static func variable(_ name: String) -> String {
    "CANDOUR_"
      + name.map { $0 == "." ? "_" : $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined()
  }

  private static func read(_ path: String) throws -> [String: String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure.unusable("unreadable-settings", "The settings in \(path) cannot be read.")
    }
    do {
      guard let object = try JSONValue(parsing: text).object else {
        throw Failure.unusable("malformed-settings", "\(path) holds no JSON object.")
      }
      return try flattened(object, under: "", path)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure.unusable("malformed-settings", "\(path) is not JSON: \(error)")
    }
  }

  private static func flattened(
    _ object: JSONObject, under prefix: String, _ path: String
  ) throws -> [String: String] {
    var values: [String: String] = [:]
    for (key, value) in object.members {
      let name = prefix + key
      switch value {
      case .object(let inner) where names.contains(where: { $0.hasPrefix(name + ".") }):
        values.merge(try flattened(inner, under: name + ".", path)) { $1 }
      case .string(let text) where names.contains(name): values[name] = text
      case .number where names.contains(name): values[name] = value.serialized()
      case _ where names.contains(name):
        throw Failure.unusable("bad-setting", "\(name) in \(path) is neither text nor a number.")
      case _ where name == "telling":
        throw Failure.unusable(
          "unknown-setting", "There is no setting telling (in \(path)): its name is alerts.")
      default:
        throw Failure.unusable("unknown-setting", "There is no setting \(name) (in \(path)).")
      }
    }
    return values
  }

  // MARK: Values

  /// A value as given; `nil` without one.
  func text(_ name: String) throws -> String? {
    reader.string(forKey: ConfigKey(name), isSecret: name.hasSuffix("password"))
      .flatMap { $0.isEmpty ? nil : $0 }
  }

  func whole(_ name: String, _ range: ClosedRange<Int>, otherwise: Int) throws -> Int {
    guard let text = try text(name) else { return otherwise }
    guard let number = Int(text), range.contains(number) else {
      throw bad(
        name, "is a whole number from \(range.lowerBound) to \(range.upperBound), not \(text)")
    }
    return number
  }

  func choice<T: RawRepresentable & CaseIterable>(
    _ name: String, _ type: T.Type, otherwise: T
  ) throws -> T where T.RawValue == String {
    guard let text = try text(name) else { return otherwise }
    guard let value = T(rawValue: text) else {
      let all = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw bad(name, "is one of \(all), not \(text)")
    }
    return value
  }

  func bad(_ name: String, _ what: String) -> Failure {
    .unusable("bad-setting", "\(name) (\(Self.variable(name))) \(what).")
  }
}
