import IRMER
import Records

// The programme of clinical audits.

extension YearMaking {
  private static let topics: [(title: String, standard: String, target: Int)] = [
    ("Pregnancy enquiry recorded", "The enquiry is recorded for all from 12 to 55 years", 100),
    ("Three-point identity check recorded", "The check is recorded", 100),
    ("Clinical evaluation within 24 hours", "An evaluation is recorded within 24 hours", 100),
    ("Referrers' entitlement in date", "Every referrer's entitlement is in date", 100),
    ("Operators' training records complete", "Every record is complete", 100),
    ("Preliminary investigation in two working days", "It is done within two working days", 95),
    ("Verification images by protocol", "Images acquired are those of the protocol", 98),
  ]

  /// Two to four of the site's audits, as far as each has come.
  mutating func makeAudits(at site: TrustSite) {
    for topic in Self.topics.shuffled(using: &random).prefix(random.number(2...4)) {
      let record = expect(.audit, at: site.code)
      var course = Course(
        record: record, site: site.code, day: day(first, plus: random.number(5...200)), minute: 600)
      add(course.event("audit lead", .log(.audit, plan(topic))))
      run(topic, &course)
    }
  }

  private func plan(_ topic: (title: String, standard: String, target: Int)) -> JSONValue {
    [
      "title": .string(topic.title), "programmeYear": .number(JSONNumber(first.year)),
      "objectives": ["Improvement in the quality of patient care"],
      "team": [
        "leadClinician": "consultant radiologist",
        "leadModalityRadiographer": "lead radiographer",
        "medicalPhysicsExpert": "medical physics expert",
      ],
      "standards": [
        [
          "id": "S1", "text": .string(topic.standard),
          "target": .number(JSONNumber(topic.target)), "source": "Employer's Procedure",
        ]
      ],
      "method": "Retrospective, consecutive", "sampleSize": 50,
    ]
  }

  private mutating func run(
    _ topic: (title: String, standard: String, target: Int), _ course: inout Course
  ) {
    // This many of the stages are reached.
    var left = random.number(0...8)
    func isOver() -> Bool { left < 0 }
    let found = random.number(42...50)
    let isMet = 2 * found >= topic.target
    let steps: [(days: Int, assignments: [String])] = [
      (10, ["status=approved", "approvedBy=Medical Exposures Group"]),
      (5, ["status=collecting"]),
      (
        30,
        ["standards/0/result/numerator=\(found)", "standards/0/result/denominator=50"]
      ), (2, ["status=analysed"]),
      (
        7,
        isMet
          ? ["noChangeRequired=All standards are met"]
          : ["actions/-/change=Make the field mandatory", "actions/-/owner=RIS manager"]
      ), (7, ["status=first-report-issued", "timeline=Within six months"]),
      (60, isMet ? [] : ["actions/0/status=done"]),
      (30, ["status=second-report-issued"]),
      (
        20, (isMet ? [] : ["reAudit/reasonNot=The next programme has it"]) + ["status=closed"]
      ),
    ]
    for (days, assignments) in steps {
      course.wait(days, in: self)
      if !assignments.isEmpty { add(course.event("audit lead", .set(assignments, why: ""))) }
      left -= 1
      if isOver() { return }
    }
  }
}
