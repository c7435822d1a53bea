/// The nation of the place where the exposure happened (not of the patient's home).
public enum Nation: String, Hashable, Sendable, CaseIterable, Codable {
  case england
  case scotland
  case wales
  case northernIreland = "northern-ireland"

  /// The authority that the employer notifies (SAUE guidance, "Appropriate UK enforcing authorities").
  public var authority: Authority {
    switch self {
    case .england: .cqc
    case .wales: .hiw
    case .northernIreland: .rqia
    case .scotland: .his
    }
  }

  /// The birthday from which a person is an adult (SAUE guidance: "not yet reached their 18th birthday";
  /// in Scotland "their 16th birthday").
  public var adultFromAge: Int { self == .scotland ? 16 : 18 }

  /// The nation's name as a sentence writes it.
  public var name: String {
    switch self {
    case .england: "England"
    case .scotland: "Scotland"
    case .wales: "Wales"
    case .northernIreland: "Northern Ireland"
    }
  }
}

/// An enforcing authority under the Ionising Radiation (Medical Exposure) Regulations.
public enum Authority: String, Hashable, Sendable, CaseIterable, Codable, CustomStringConvertible {
  case cqc = "CQC"
  case hiw = "HIW"
  case rqia = "RQIA"
  case his = "HIS"

  /// The short name, as a sentence says it.
  public var description: String { rawValue }

  /// As people write it.
  public var name: String {
    switch self {
    case .cqc: "Care Quality Commission"
    case .hiw: "Healthcare Inspectorate Wales"
    case .rqia: "The Regulation and Quality Improvement Authority"
    case .his: "Healthcare Improvement Scotland"
    }
  }
}
