/// What kind of exposure it was.
public enum Modality: String, Hashable, Sendable, CaseIterable, Codable {
  case plainXRay = "plain-x-ray"
  case dental
  case mammography
  case dexa
  case fluoroscopy
  case interventionalRadiology = "interventional-radiology"
  case cardiology
  case ct
  case interventionalCT = "interventional-ct"
  case nuclearMedicineDiagnostic = "nm-diagnostic"
  case petCT = "pet-ct"
  case petMR = "pet-mr"
  case spectCT = "spect-ct"
  case nuclearMedicineTherapy = "nm-therapy"
  case sirt
  case planningImaging = "rt-planning-imaging"
  case verificationImaging = "rt-verification-imaging"
  case externalBeam = "external-beam"
  case brachytherapy
  case intraoperative
  case superficial

  /// Implies an interventional procedure, whatever else is recorded.
  public var isInterventional: Bool {
    self == .interventionalRadiology || self == .cardiology || self == .interventionalCT
  }

  /// Diagnostic and therapeutic nuclear medicine.
  public var isNuclearMedicine: Bool {
    switch self {
    case .nuclearMedicineDiagnostic, .petCT, .petMR, .spectCT, .nuclearMedicineTherapy, .sirt: true
    default: false
    }
  }

  /// Radiotherapy that delivers a dose by beam or sealed source.
  public var isRadiotherapyDelivery: Bool {
    switch self {
    case .externalBeam, .brachytherapy, .intraoperative, .superficial: true
    default: false
    }
  }

  /// Planning and verification imaging, or delivery of radiotherapy.
  public var isRadiotherapy: Bool {
    self == .planningImaging || self == .verificationImaging || isRadiotherapyDelivery
  }

  /// Any treatment: radiotherapy delivery or nuclear-medicine therapy.
  public var isTherapyDelivery: Bool {
    isRadiotherapyDelivery || self == .nuclearMedicineTherapy || self == .sirt
  }

  /// As people write it.
  public var name: String {
    switch self {
    case .plainXRay: "Plain X-ray"
    case .dental: "Dental"
    case .mammography: "Mammography"
    case .dexa: "DEXA"
    case .fluoroscopy: "Fluoroscopy"
    case .interventionalRadiology: "Interventional radiology"
    case .cardiology: "Cardiology"
    case .ct: "CT"
    case .interventionalCT: "Interventional CT"
    case .nuclearMedicineDiagnostic: "Nuclear medicine, diagnostic"
    case .petCT: "PET-CT"
    case .petMR: "PET-MR"
    case .spectCT: "SPECT-CT"
    case .nuclearMedicineTherapy: "Nuclear medicine, therapy"
    case .sirt: "Selective internal radiation therapy"
    case .planningImaging: "Radiotherapy planning imaging"
    case .verificationImaging: "Radiotherapy verification imaging"
    case .externalBeam: "External-beam radiotherapy"
    case .brachytherapy: "Brachytherapy"
    case .intraoperative: "Intraoperative radiotherapy"
    case .superficial: "Superficial radiotherapy"
    }
  }
}
