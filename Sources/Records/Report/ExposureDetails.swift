import IRMER
import Replication

/// What is recorded of one individual's exposure besides the doses: treatment, images, products and
/// the outcome, one sentence each.
struct ExposureDetails {
  let individual: RecordElement

  var sentences: [String] {
    [
      sentence("Difference", [list("differenceKinds")]),
      sentence(
        "Radiotherapy",
        [
          text("radiotherapy/intent"), text("radiotherapy/site"), text("radiotherapy/technique"),
          value("prescribed", "radiotherapy/prescribed", "Gy"),
          value("in", "radiotherapy/fractions", "fractions"),
          value("delivered", "radiotherapy/fractionsDelivered", "fractions"),
          list("radiotherapy/affectedFractions").map { "affected: \($0)" },
        ]),
      sentence(
        "Displacement",
        ["x", "y", "z", "vector"].map { value($0, "radiotherapy/displacement/\($0)", "mm") }),
      sentence("Structures", structures),
      sentence(
        "Geographical miss",
        [
          text("geographicalMiss/extent"),
          value("displaced by", "geographicalMiss/displacement", "mm"),
          value("error margin", "geographicalMiss/errorMargin", "mm"),
          value("imaging action level", "geographicalMiss/imagingActionLevel", "mm"),
        ]),
      sentence("Planning scans acquired", [text("planningScans")]),
      sentence(
        "Verification images",
        [
          value("intended", "verificationImages/intendedOverCourse", "over the course"),
          value("additional", "verificationImages/additionalOverCourse", "over the course"),
          value("at most", "verificationImages/mostInOneFraction", "in one fraction"),
          text("verificationImages/cause").map { "cause: \($0)" },
        ]),
      sentence("Nuclear medicine", nuclearMedicine),
      sentence(
        "Interventional procedure",
        [
          value("air kerma", "interventionalProcedure/referencePointAirKerma", "mGy"),
          value("peak skin dose", "interventionalProcedure/peakSkinDose", "Gy"),
          value("DAP", "interventionalProcedure/dap", "Gy·cm²"),
          value("local DRL", "interventionalProcedure/localDRL", ""),
          text("interventionalProcedure/followUpPlan").map { "follow-up: \($0)" },
        ]),
      sentence(
        "Pregnancy",
        [
          text("pregnancyStatus"), value("gestation", "gestationWeeks", "weeks"),
          value("foetal dose", "foetalDose", "mGy"),
        ]),
      sentence("Breast-fed infant", [value("effective dose", "infantDose", "mSv")]),
      sentence(
        "Harm",
        [
          text("harm/physical").map { "physical: \($0)" },
          text("harm/psychological").map { "psychological: \($0)" },
          text("tissueReaction/observed").map { "tissue reaction: \($0)" },
          text("harm/onset").map { "onset: \($0)" },
        ]),
    ].compactMap { $0 }
  }

  private var structures: [String?] {
    individual.elements("structures").map { structure in
      let name = structure.text("name") ?? structure.text("role") ?? "structure"
      let doses = [("intended", "intended"), ("delivered", "delivered")].compactMap { key, words in
        structure.text(key).map { "\(words) \($0) Gy" }
      }
      return doses.isEmpty ? name : "\(name): \(doses.joined(separator: ", "))"
    }
  }

  private var nuclearMedicine: [String?] {
    let unit = individual.text("nuclearMedicine/unit") ?? "MBq"
    return [
      text("nuclearMedicine/radionuclide"),
      text("nuclearMedicine/productIntended").map { "intended: \($0)" },
      text("nuclearMedicine/productAdministered").map { "administered: \($0)" },
      text("nuclearMedicine/route"),
    ]
      + ["prescribed", "dispensed", "administered", "residual"].map { key in
        individual.text("nuclearMedicine/\(key)").map { "\(key) \($0) \(unit)" }
      } + [individual.flag("nuclearMedicine/extravasation") == true ? "extravasation" : nil]
  }

  private func text(_ keys: String) -> String? {
    individual.text(keys).map(ChoiceWords.displayText)
  }

  private func value(_ words: String, _ keys: String, _ unit: String) -> String? {
    individual.text(keys).map { unit.isEmpty ? "\(words) \($0)" : "\(words) \($0) \(unit)" }
  }

  private func list(_ keys: String) -> String? {
    let items = individual.elements(keys).compactMap { $0.value?.text.map(ChoiceWords.displayText) }
    return items.isEmpty ? nil : items.joined(separator: ", ")
  }

  private func sentence(_ name: String, _ parts: [String?]) -> String? {
    let parts = parts.compactMap { $0 }
    return parts.isEmpty ? nil : "\(name): \(parts.joined(separator: "; "))"
  }
}
