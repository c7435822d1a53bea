public import IRMER
import Replication

// What an incident has several of: findings, routes, individuals, doses.

public typealias FindingRow = TableRow<FindingTable>
public typealias RouteRow = TableRow<RouteTable>
public typealias IndividualRow = TableRow<IndividualTable>
public typealias DoseRow = TableRow<DosePartTable>
public typealias CodeRow = TableRow<CodeTable>

/// Table `finding`: the criteria that are met, or not decided, of an incident's individuals.
public final class FindingTable: ReadModelTable {
  public typealias Source = (position: Int, finding: Finding)
  public typealias Col<Value: CellValue> = TableColumn<FindingTable, Value>

  public static let layout = TableLayout<FindingTable>()
  public static let naming = TableNaming(
    "finding",
    "One row for each criterion that the rules find met, or cannot decide, for an individual of an "
      + "incident.", key: ["position"])

  public let position = Col<Int>("position", "Its place among the findings of the incident, from 1")
  {
    $0.position
  }
  public let individual = Col<Int>("individual", "Which individual of the incident, from 1") {
    $0.finding.individual + 1
  }
  public let code = Col<NotificationCode>("code", "The code of the criterion") { $0.finding.code }
  public let result = Col<CriterionResult>(
    "result", .choice([CriterionResult.met.rawValue, CriterionResult.undetermined.rawValue]),
    "Whether it is met, or cannot be decided yet"
  ) { $0.finding.result }
  public let asksForDose = Col<Bool>("asksForDose", "Whether the criterion asks for a dose") {
    UndeterminedCause.asksForDose($0.finding.code)
  }

  public init() {}
}

/// Table `route`: the bodies that should hear of an incident.
public final class RouteTable: ReadModelTable {
  public typealias Source = Route
  public typealias Col<Value: CellValue> = TableColumn<RouteTable, Value>

  public static let layout = TableLayout<RouteTable>()
  public static let naming = TableNaming(
    "route",
    "One row for each body that should hear of an incident. ARSAC is among them for a breach of a "
      + "licence alone.", key: ["body"])

  public let body = Col<ReportingBody>("body", "Who should hear of it") { $0.body }
  public let duty = Col<Route.Duty>("duty", "How strong the duty is") { $0.duty }
  public let reason = Col<String>("reason", "Why it should hear of it") { $0.reason }

  public init() {}
}

/// What a row of ``IndividualTable`` is read from.
public struct IndividualSource: Sendable {
  let number: Int
  let element: RecordElement
}

/// Table `individual`: the people of an incident.
public final class IndividualTable: ReadModelTable {
  public typealias Source = IndividualSource
  public typealias Col<Value: CellValue> = TableColumn<IndividualTable, Value>

  public static let layout = TableLayout<IndividualTable>()
  public static let naming = TableNaming(
    "individual",
    "One row for each person whom an incident concerns. Of values in conflict, the one that is shown "
      + "first.", key: ["number"])

  public let number = Col<Int>("number", "Which individual of the incident, from 1") { $0.number }
  public let kind = Col<Individual.Kind?>(
    "kind",
    "In which capacity the person was exposed; null where this version does not know what a later one "
      + "wrote"
  ) { $0.element.value("kind") == nil ? .patient : $0.element.choice("kind") }
  public let exposure = Col<Individual.Exposure?>(
    "exposure", "How the exposure relates to what was intended"
  ) { $0.element.choice("exposure") }
  public let ageAtExposure = Col<Int?>("ageAtExposure", "Whole years at the first exposure") {
    $0.element.text("ageAtExposure").flatMap { Int($0) }
  }
  public let sex = Col<String?>("sex", "The sex, as recorded") { $0.element.text("sex") }
  public let nation = Col<Nation?>(
    "nation", "Where this person was exposed, if it was in another nation than the incident's"
  ) { $0.element.choice("nation") }
  public let procedureFailure = Col<Bool?>(
    "procedureFailure", "Whether a failure in the procedure led to the exposure"
  ) { $0.element.flag("procedureFailure") }

  public init() {}
}

/// What a row of ``DosePartTable`` is read from.
public struct DoseSource: Sendable {
  let individual: Int
  let origin: String
  let quantity: DoseQuantity
  let part: DosePart
  let digits: String
  var isSuperseded = false
  var organ: String?
}

/// Table `dose`: what the individuals of an incident were meant to receive, and received.
public final class DosePartTable: ReadModelTable {
  public typealias Source = DoseSource
  public typealias Col<Value: CellValue> = TableColumn<DosePartTable, Value>

  public static let layout = TableLayout<DosePartTable>()
  public static let naming = TableNaming(
    "dose",
    "One row for each figure of a dose: of an incident's facts, and of each estimate. Of values in "
      + "conflict, the one that is shown first.",
    key: ["individual", "origin", "quantity", "part"])

  public let individual = Col<Int>("individual", "Which individual of the incident, from 1") {
    $0.individual
  }
  public let origin = Col<String>(
    "origin", "`facts` for what the rules judge; for an estimate, its identifier in the record"
  ) { $0.origin }
  public let quantity = Col<DoseQuantity>("quantity", "What is measured") { $0.quantity }
  public let part = Col<DosePart>("part", "Which figure it is") { $0.part }
  public let digits = Col<String>("digits", "The value, exactly as recorded or converted") {
    $0.digits
  }
  public let number = Col<Double>("number", "The same value as a number, for sums and charts") {
    Double($0.digits) ?? 0
  }
  public let unit = Col<String>("unit", "The unit of the value") { $0.quantity.unit }
  public let isSuperseded = Col<Bool>(
    "isSuperseded", "Whether a later estimate was put in its place"
  ) { $0.isSuperseded }
  public let organ = Col<String?>("organ", "The organ that it is the dose to") { $0.organ }

  public init() {}
}

/// Table `code`: the codes of an incident or a confirmed theme.
public final class CodeTable: ReadModelTable {
  public typealias Source = (code: String, isComplementary: Bool)
  public typealias Col<Value: CellValue> = TableColumn<CodeTable, Value>

  public static let layout = TableLayout<CodeTable>()
  public static let naming = TableNaming(
    "code", "One row for each code of an incident, or of a confirmed theme.", key: ["code"])

  public let code = Col<String>("code", "The code, such as 4.2b or M2.4") { $0.code }
  public let isComplementary = Col<Bool>(
    "isComplementary", "Whether it is one with a letter: M, E, V or C"
  ) { $0.isComplementary }

  public init() {}
}
