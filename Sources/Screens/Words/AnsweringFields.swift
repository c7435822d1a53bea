/// Which field fills a gap that `missing` names by a content or a duty.
package enum AnsweringFields {
  package static func path(of id: String) -> String? {
    if id.hasPrefix("informed/") { return "informing/\(id.dropFirst("informed/".count))/date" }
    return paths[id]
  }

  private static let paths = [
    "what-happened": "investigation/whatHappened",
    "dose-estimates": "individuals/0/effectiveDose/total",
    "dose-assessment": "individuals/0/effectiveDose/intended",
    "root-causes": "investigation/rootCauses, investigation/contributoryFactors",
    "previous-incidents": "investigation/similarIncidents or investigation/searches/-/on",
    "duty-of-candour": "dutyOfCandour/met",
    "clinically-significant-procedure": "investigation/csaueApplied",
    "learning": "investigation/learning, investigation/learningSharedBy",
    "corrective-measures": "investigation/correctiveMeasures",
    "candour": "dutyOfCandour/applies", "candour/told-in-person": "dutyOfCandour/verbalDate",
    "candour/true-account": "dutyOfCandour/verbalDate",
    "candour/further-enquiries": "dutyOfCandour/furtherEnquiries",
    "candour/apology": "dutyOfCandour/apology", "candour/support": "dutyOfCandour/support",
    "candour/written-record": "dutyOfCandour/writtenDate",
    "candour/written-follow-up": "dutyOfCandour/outcomeLetter",
    "metadata": "author, authoriser, version, applicableTo, aim", "signature": "signedBy",
    "review": "reviewDue",
  ]
}
