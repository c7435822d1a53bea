import IRMER
import Records

extension YearMaking {
  static let scenarios = Scenario.allCases.map { (value: $0, weight: $0.weight) }

  /// One incident from its discovery to the last step that people reached by the end of the year.
  mutating func makeIncident() {
    let scenario = random.pick(Self.scenarios)
    let sites = TrustSite.all.filter { site in
      scenario.departments.contains { site.departments.contains($0) }
    }
    // The first is the large one.
    let site = random.pick(sites.enumerated().map { ($1.code, $0 == 0 ? 4 : 1) })
    let happening = scenario.happening(using: &random)
    let discovered = someDay()
    let isDoseKnown = happening.dose == nil || random.once(in: 3)
    let isTwice = random.once(in: 40)
    let logged = day(discovered, plus: random.pick([(0, 70), (1, 20), (3, 8), (20, 2)]))
    guard logged <= last else { return }
    let document = document(
      of: happening, as: scenario, discovered: discovered, isDoseKnown: isDoseKnown)
    makeMistake(in: document, at: site, on: logged)

    let estimated = day(logged, plus: random.number(2...25))
    let isSettled = isDoseKnown || estimated <= last
    let isConflicting = random.once(in: 25)
    let record = expect(
      .incident, at: site, outcome: isSettled ? happening.outcome : .undetermined,
      mayBeInConflict: isConflicting)
    var course = Course(record: record, site: site, day: logged, minute: random.number(480...900))
    add(course.event("radiographer", .log(.incident, .object(document))))
    if isTwice { makeDuplicate(of: document, after: course) }
    correctDiscovery(discovered, &course, document)
    if !isDoseKnown { estimate(happening, on: estimated, &course) }
    if isConflicting { makeConflict(&course) }
    guard !random.once(in: 6) else { return }
    if isSettled { pursue(happening, &course) }
  }

  /// Logged by two people who did not know of each other; one of the two is withdrawn.
  private mutating func makeDuplicate(of document: JSONObject, after course: Course) {
    let record = expect(.incident, at: course.site, isWithdrawn: true)
    var second = Course(record: record, site: course.site, day: course.day, minute: course.minute)
    second.wait(0, in: self)
    add(second.event("operator", .log(.incident, .object(document))))
    second.wait(0, in: self)
    add(second.event("lead radiographer", .withdraw(why: "recorded twice")))
  }

  /// Both clocks count from it, so a change needs its reason.
  private mutating func correctDiscovery(
    _ discovered: CalendarDate, _ course: inout Course, _ document: JSONObject
  ) {
    let isSameDay = document["exposureAt"]?.string?.hasPrefix("\(discovered)") ?? false
    guard !isSameDay, random.once(in: 8) else { return }
    course.wait(0, in: self)
    let earlier = day(discovered, plus: -1)
    add(
      course.event(
        "lead radiographer",
        .set(["discoveredOn=\(earlier)"], why: "the ward had known the day before")))
  }

  /// The physicist's estimate, at the desk where there is a network; sometimes a second one.
  private mutating func estimate(
    _ happening: Happening, on day: CalendarDate, _ course: inout Course
  ) {
    guard let dose = happening.dose else { return }
    (course.day, course.minute) = (max(day, course.day), 600)
    let isAtDesk = isOnline(course.site, course.day)
    var facts = ["individuals/0/effectiveDose/total=\(dose.total)", "clinicallySignificant=no"]
    if let intended = dose.intended {
      facts.append("individuals/0/effectiveDose/intended=\(intended)")
    }
    let estimate = ["quantity=effective-dose", "unit=mSv", "method=k-factor"].map {
      "individuals/0/doses/-/\($0)"
    }
    if isAtDesk { synchronise(course) }
    if random.once(in: 5) {
      add(
        course.event(
          "medical physics expert", .set(estimate + ["individuals/0/doses/-/total=1"], why: ""),
          isAtDesk: isAtDesk))
      course.minute += 5
    }
    add(
      course.event(
        "medical physics expert",
        .set(estimate + ["individuals/0/doses/-/total=\(dose.total)"] + facts, why: ""),
        isAtDesk: isAtDesk))
    course.minute += 5
    if isAtDesk { synchronise(course) }
  }

  /// The site and its desk synchronise.
  private mutating func synchronise(_ course: Course) {
    for isAtDesk in [false, true, false] {
      var event = course.event("operator", .sync, isAtDesk: isAtDesk)
      event.record = -1
      add(event)
    }
  }

  /// Two people write one field without having seen each other's value; somebody settles it days
  /// later.
  private mutating func makeConflict(_ course: inout Course) {
    course.wait(2, in: self)
    guard isOnline(course.site, course.day) else { return }
    synchronise(course)
    add(course.event("operator", .set(["room=Room 21"], why: "")))
    add(
      course.event(
        "medical physics expert", .set(["room=Room 22", "equipmentId=XR-22"], why: ""),
        isAtDesk: true))
    course.minute += 5
    synchronise(course)
    course.wait(2, in: self)
    add(course.event("governance", .settle(why: "looked at the rota")))
  }
}
