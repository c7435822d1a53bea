/// A body to which an incident is, or may be, reported.
public enum ReportingBody: String, Hashable, Sendable, CaseIterable, Codable {
  case cqc = "CQC"
  case hiw = "HIW"
  case rqia = "RQIA"
  case his = "HIS"
  case arsac = "ARSAC"
  case mhra = "MHRA"
  case hfs = "HFS"
  case niaic = "NIAIC"
  case hse = "HSE"
  case hseni = "HSENI"

  /// The authority as a body to report to.
  public init(_ authority: Authority) {
    switch authority {
    case .cqc: self = .cqc
    case .hiw: self = .hiw
    case .rqia: self = .rqia
    case .his: self = .his
    }
  }

  /// As the guidance of 19 April 2023 writes it.
  public var name: String {
    switch self {
    case .cqc: Authority.cqc.name
    case .hiw: Authority.hiw.name
    case .rqia: Authority.rqia.name
    case .his: Authority.his.name
    case .arsac: "ARSAC Support Unit"
    case .mhra: "The Medicines and Healthcare products Regulatory Agency"
    case .hfs: "Health Facilities Scotland"
    case .niaic: "The Northern Ireland Adverse Incident Centre"
    case .hse: "Health and Safety Executive"
    case .hseni: "Health and Safety Executive Northern Ireland"
    }
  }

  /// The body for incidents with devices in a nation (SAUE guidance, “Reporting device-related incidents”).
  public static func forDevices(in nation: Nation) -> ReportingBody {
    switch nation {
    case .england, .wales: .mhra
    case .scotland: .hfs
    case .northernIreland: .niaic
    }
  }

  /// The body for over-exposures of workers and the public (SAUE guidance, “Public or occupational exposures”).
  public static func forWorkersAndPublic(in nation: Nation) -> ReportingBody {
    nation == .northernIreland ? .hseni : .hse
  }
}
