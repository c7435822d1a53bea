import IRMER

/// Which figure of a dose it is.
public enum DosePart: String, Hashable, Sendable, CaseIterable {
  /// What was meant to be given.
  case intended
  /// What was given in all.
  case total
  /// What was given beyond the intention.
  case over
  /// What necessary repeats gave.
  case repeats
  /// The ends of an estimate, and what it holds most likely.
  case low, best, high
}

extension RecordElement {
  /// Every figure of a dose of an individual, of the facts first; what is no quantity is left out.
  func doseFigures(individual: Int) -> [DoseSource] {
    let facts: [(quantity: DoseQuantity, part: DosePart, path: String)] = [
      (.effectiveDose, .intended, "effectiveDose/intended"),
      (.effectiveDose, .total, "effectiveDose/total"),
      (.effectiveDose, .over, "effectiveDose/over"),
      (.effectiveDose, .repeats, "effectiveDose/repeats"),
      (.foetalDose, .total, "foetalDose"), (.infantDose, .total, "infantDose"),
    ]
    let judged = facts.compactMap { fact in
      text(fact.path).flatMap(Self.quantity).map {
        DoseSource(
          individual: individual, origin: "facts", quantity: fact.quantity, part: fact.part,
          digits: $0)
      }
    }
    return judged + doseEstimates.flatMap { $0.figures(individual: individual) }
  }

  fileprivate static func quantity(_ digits: String) -> String? {
    (try? Quantity(digits)).map { _ in digits }
  }
}

extension DoseEstimate {
  fileprivate func figures(individual: Int) -> [DoseSource] {
    let parts: [(DosePart, String?)] = [
      (.intended, value("intended")), (.total, total), (.over, value("overExposure")),
      (.repeats, value("necessaryRepeats")), (.low, value("low")), (.best, value("best")),
      (.high, value("high")),
    ]
    return parts.compactMap { part, digits in
      digits.flatMap(RecordElement.quantity).map {
        DoseSource(
          individual: individual, origin: element, quantity: quantity, part: part, digits: $0,
          isSuperseded: supersededBecause != nil, organ: organ)
      }
    }
  }
}
