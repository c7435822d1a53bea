/// What a dose estimate measures, with the unit in which it is compared.
public enum DoseQuantity: String, Hashable, Sendable, CaseIterable {
  case effectiveDose = "effective-dose"
  case doseAreaProduct = "dap"
  case ctdiVol = "ctdi-vol"
  case doseLengthProduct = "dlp"
  case referencePointAirKerma = "reference-point-air-kerma"
  case peakSkinDose = "peak-skin-dose"
  case entranceSurfaceDose = "entrance-surface-dose"
  case meanGlandularDose = "mean-glandular-dose"
  case fluoroscopyTime = "fluoroscopy-time"
  case exposures
  case administeredActivity = "administered-activity"
  case organDose = "organ-dose"
  case foetalDose = "foetal-dose"
  case infantDose = "infant-dose"
  case absorbedDose = "absorbed-dose"
}
