import IRMER
import Records

// What people do about an incident, and the impossible values that they type.

extension YearMaking {
  /// From the preliminary investigation to closure, as far as the year goes.
  mutating func pursue(_ happening: Happening, _ course: inout Course) {
    course.wait(random.number(0...2), in: self)
    set(
      "lead radiographer", &course,
      [
        "status=preliminary", "preliminary/start=\(course.day)", "preliminary/by=lead radiographer",
      ]
        + (happening.outcome == .notifiable
          ? ["preliminary/outcome=meets"]
          : ["preliminary/outcome=excluded"] + Self.excluded))
    guard happening.outcome == .notifiable else { return analyse(&course) }
    course.wait(random.pick([(2, 80), (9, 15), (25, 5)]), in: self)
    set(
      "governance", &course,
      [
        "status=notified", "notification/by=governance",
        "notification/reference=CQC-\(course.record)", "authorityRef=CQC-\(course.record)",
      ])
    course.wait(random.number(10...40), in: self)
    set("governance", &course, ["status=investigating"] + Self.analysis)
    act(&course)
    course.wait(random.pick([(20, 85), (60, 15)]), in: self)
    set("governance", &course, ["status=report-sent"])
    course.wait(random.number(20...80), in: self)
    set("governance", &course, ["status=with-regulator"])
    course.wait(20, in: self)
    set(
      "governance", &course, ["status=closure-received", "regulator/closureRef=C-\(course.record)"])
    course.wait(5, in: self)
    set("governance", &course, ["actions/0/done=\(course.day)", "status=closed"])
  }

  /// SAUE guidance: an incident that is not notifiable is analysed locally all the same.
  private mutating func analyse(_ course: inout Course) {
    course.wait(random.number(5...40), in: self)
    set("lead radiographer", &course, ["status=local-investigation"])
    guard !random.once(in: 5) else { return }
    course.wait(random.number(5...30), in: self)
    set("lead radiographer", &course, ["status=local-analysed"] + Self.analysis)
    if random.once(in: 3) { act(&course) } else { close(&course, Self.notNotifiable) }
  }

  private mutating func act(_ course: inout Course) {
    course.wait(1, in: self)
    let strength = random.pick([("strong", 1), ("medium", 3), ("weak", 6)])
    set(
      "lead radiographer", &course,
      [
        "actions/-/description=Change how it is done", "actions/-/owner=lead radiographer",
        "actions/-/due=\(day(course.day, plus: random.number(20...90)))",
        "actions/-/strength=\(strength)",
      ])
  }

  private mutating func close(_ course: inout Course, _ assignments: [String]) {
    course.wait(7, in: self)
    set("governance", &course, assignments + ["status=closed"])
  }

  private mutating func set(_ role: String, _ course: inout Course, _ assignments: [String]) {
    add(course.event(role, .set(assignments, why: "")))
    course.minute += 5
  }

  private static let excluded = [
    "preliminary/evidence=The log of the equipment.", "preliminary/mpeAdvice=Below the limits.",
  ]

  /// Who decided, on which evidence and advice, that it need not be notified.
  private static let notNotifiable = [
    "preliminary/by=Employer",
    "classification/significanceDecidedBy=Employer",
    "classification/significanceGuidance=RCR, IPEM, SCoR, BIR",
    "classification/significanceReason=No harm is expected.",
  ]

  private static let analysis = [
    "investigation/analysis=Analysed locally under Regulation 8(3).",
    "investigation/rootCauses=The check was interrupted.",
  ]

  /// One log in fifteen is mistyped at first.
  mutating func makeMistake(in document: JSONObject, at site: String, on logged: CalendarDate) {
    guard random.once(in: 15) else { return }
    var wrong = document
    let code: String
    switch random.number(0...4) {
    case 0:
      wrong["discoveredOn"] = .string("\(day(logged, plus: 3))")
      code = "in-the-future"
    case 1:
      wrong["individuals"] = [["effectiveDose": ["total": "-3"]]]
      code = "negative"
    case 2:
      wrong["individuals"] = [["kind": "patient", "nhsNumber": "0000000000"]]
      code = "identifying-field"
    case 3:
      wrong["modality"] = "x-ray"
      code = "unknown-value"
    default:
      wrong["discoveredOn"] = "2026-02-30"
      code = "no-such-date"
    }
    add(
      TrustYear.Event(
        day: logged, minute: 470, site: site, role: "radiographer", record: -1,
        deed: .mistake(.incident, .object(wrong), code: code)))
  }
}
