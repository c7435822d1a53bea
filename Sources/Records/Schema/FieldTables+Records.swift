extension FieldTables {
  static let incident = """
    authorityRef | authority's reference (older field) | Kept for older records; now the reference of the notification.
    localLRMSRef | local incident number | Of the trust's own incident system.
    lfpseRef | LFPSE reference
    organisationType | type of organisation | NHS or independent: the first question of the authority's form.
    employer | employer | The organisation that answers for the exposure.
    department | department
    room | room
    equipmentId | equipment number | As on the register of equipment.
    equipment/assetNumber | asset number of the equipment
    equipment/make | make of the equipment
    equipment/model | model of the equipment
    equipment/serialNumber | serial number of the equipment
    equipment/softwareVersion | software version of the equipment
    equipment/inClinicalUse | whether the equipment was in clinical use
    equipment/fault | fault of the equipment
    exposureAt/first | date of exposure | Of several, the first.
    exposureAt/last | date of the last exposure
    discoveredAt | time of discovery
    howDiscovered | how it was discovered
    anonymousReporter | whether the reporter stays anonymous
    narrative | description | What happened, in a few sentences without names.
    immediateAction | immediate action | What was done at once.
    preliminary/start | start of the preliminary investigation
    preliminary/end | end of the preliminary investigation
    preliminary/by | who decided on notification | A role, never a name.
    preliminary/outcome | outcome of the preliminary investigation | Meets, excluded beyond reasonable doubt, or not excluded.
    preliminary/evidence | evidence of the preliminary investigation
    preliminary/mpeConsulted/who | Medical Physics Expert consulted | A role, never a name.
    preliminary/mpeConsulted/when | time of the expert's advice
    preliminary/mpeAdvice | advice of the Medical Physics Expert
    classification/proposedCodes/- | code proposed
    classification/finalCodes/- | final code
    classification/complementary/- | complementary code | M, E, V or C with a base code.
    classification/ruleSetId | edition of the guidance
    classification/decidedBy | who decided the codes | A role, never a name.
    classification/decidedOn | date of the decision on codes
    classification/reason | reason where the codes differ from the proposed
    classification/significanceGuidance | guidance used for clinical significance
    classification/significanceDecidedBy | who decided on clinical significance | A role, never a name.
    classification/significanceDecidedOn | date of the decision on clinical significance
    classification/significanceReason | reason for the decision on clinical significance
    classification/tiers/tier1 | duty holder where it began | CQC's first tier.
    classification/tiers/tier2 | point of the pathway where it began | CQC's second tier.
    classification/tiers/tier3 | what went wrong | CQC's third tier.
    classification/rte/level | RTE level
    classification/rte/processSubcode | RTE pathway code
    classification/rte/failedBarrier | barrier that failed
    classification/rte/effectiveBarrier | barrier that worked
    classification/rte/methodOfDetection | method of detection
    classification/rte/causativeFactors/- | causative factor
    classification/imagingTaxonomy | codes of the imaging taxonomy
    investigation/lead | lead of the investigation | A role, never a name.
    investigation/team/- | member of the investigation team | A role, never a name.
    investigation/method | method of the investigation
    investigation/analysis | analysis
    investigation/analysedOn | date of the analysis
    investigation/timeline/-/at | time of the event
    investigation/timeline/-/what | event
    investigation/whatHappened | what happened | First part of the report.
    investigation/doseEstimate | dose estimates in words
    investigation/rootCauses | root causes
    investigation/contributoryFactors | contributory factors
    investigation/noContributoryFactorsBecause | reason why there are no contributory factors
    investigation/similarIncidents | similar previous incidents
    investigation/dutyOfCandour | duty of candour, in words of the report
    investigation/csaueProcedure | local procedure for clinically significant exposures
    investigation/csaueApplied | whether that local procedure was applied
    investigation/learning | learning
    investigation/learningSharedBy | how the learning was shared
    investigation/noLearningBecause | reason why there is no learning
    investigation/correctiveMeasures | corrective measures
    investigation/noMeasuresBecause | reason why there are no measures
    investigation/trends | trends
    investigation/searches/-/on | date of the search
    investigation/searches/-/from | first day searched
    investigation/searches/-/to | last day searched
    investigation/searches/-/what | what was searched for
    investigation/searches/-/found | number found
    dutyOfCandour/applies | whether the duty of candour applies
    dutyOfCandour/met | whether the duty of candour was met
    dutyOfCandour/reason | reason concerning the duty of candour
    dutyOfCandour/verbalDate | date of the conversation in person
    dutyOfCandour/furtherEnquiries | further enquiries explained
    dutyOfCandour/apology | date of the apology
    dutyOfCandour/writtenDate | date of the written record
    dutyOfCandour/support | support offered
    dutyOfCandour/outcomeLetter | date of the letter with the outcome
    dutyOfCandour/declinedContact | whether contact was declined
    routes/-/authority | authority of the notification
    routes/-/body | body notified
    routes/-/duty | strength of the duty to notify | Must, should or consider.
    routes/-/channel | how the body is notified
    routes/-/dueAt | date by which the body is to be notified
    routes/-/sentAt | date on which the body was notified
    routes/-/ref | reference given by the body
    routes/-/response | answer of the body
    routes/-/decision | decision about notifying the body
    routes/-/status | status of this notification
    routes/-/closedAt | date on which the body closed it
    learning/-/item | lesson
    learning/-/audience | audience of the lesson
    learning/-/channel | how the lesson was shared
    learning/-/date | date on which the lesson was shared
    learning/-/receipts | number of receipts
    questions/-/text | question before approval | Of the Employer, before the codes are approved.
    questions/-/by | who asked before approval | A role, never a name.
    questions/-/on | date of the question before approval
    questions/-/answer | answer to the question before approval
    questions/-/answeredBy | who answered the question before approval | A role, never a name.
    questions/-/answeredOn | date of the answer to the question before approval
    feedback/-/found | what was found, for whoever logged it | Shown on the site's screen.
    feedback/-/changed | what changed, for whoever logged it | Shown on the site's screen.
    feedback/-/by | who gave the feedback | A role, never a name.
    feedback/-/on | date of the feedback
    harm/physical | physical harm
    harm/psychological | psychological harm
    harm/onset | date on which the harm was seen
    links/-/record | linked record
    links/-/why | reason for the link
    links/-/relation | relation of the linked record | Duplicate, not the same, or related.
    reportReading/digest | digest of the report as read
    reportReading/by | role of the reader of the report
    reportReading/at | time of the reading of the report
    sentCopies/-/what | what was sent | The answers for the authority (notification), or the report.
    sentCopies/-/record | where the copy of what was sent is kept
    sentCopies/-/at | time of recording what was sent
    sentCopies/-/by | who recorded what was sent
    sentCopies/-/sha256 | SHA-256 of what was sent
    sentCopies/-/digest | digest of the record as sent
    clockDoubt | doubt about this computer's clock

    """

  static let audit = """
    title | title
    programmeYear | programme year
    cycle | cycle | 1 for the first time, 2 for the re-audit.
    previousCycle | audit of the previous cycle
    topicOrigin | origin of the topic
    objectives/- | objective
    modality | examinations audited
    department | department
    sites/- | site
    team/leadClinician | lead clinician | A role, never a name.
    team/leadModalityRadiographer | lead radiographer | A role, never a name.
    team/medicalPhysicsExpert | Medical Physics Expert | A role, never a name.
    team/others/- | further member of the team | A role, never a name.
    team/reason | reason for the make-up of the team
    standards/-/id | id of the standard
    standards/-/text | standard | What should be so.
    standards/-/target | target
    standards/-/limit/sense | whether the limit is the most or the least
    standards/-/limit/value | limit
    standards/-/limit/unit | unit of the limit
    standards/-/source | source of the standard
    standards/-/link | link to the standard
    standards/-/date | date of the standard
    standards/-/criterionType | type of criterion | Structure, process or outcome.
    standards/-/indicator | indicator
    standards/-/exclusions | exclusions
    standards/-/result/numerator | number that met the standard
    standards/-/result/denominator | number examined
    standards/-/result/value | value found
    standards/-/result/graded | grade found | Met, partly met or not met.
    standards/-/result/on | date of the result
    standards/-/result/comment | comment on the result
    method | method
    population | population
    sampling | sampling
    sampleSize | sample size
    period | period
    dataItems/- | data item
    data/-/row | case number
    data/-/site | site of the case
    data/-/on | date of the case
    data/-/items/KEY | data item of the case
    data/-/results/KEY | result of the case
    findings/-/type | type of finding
    findings/-/text | finding
    noChangeRequired | statement that no change is required
    reviewDate | date of the review
    timeline | timeline of change
    firstReport/due | date by which the first report is due
    firstReport/issued | date of the first report
    firstReport/to | recipient of the first report | A role, never a name.
    firstReport/received | date on which the first report was received
    firstReport/receivedBy | who received the first report | A role, never a name.
    firstReport/notRequired | reason why no first report is required
    secondReport/due | date by which the second report is due
    secondReport/issued | date of the second report
    secondReport/to | recipient of the second report | A role, never a name.
    secondReport/received | date on which the second report was received
    secondReport/receivedBy | who received the second report | A role, never a name.
    secondReport/notRequired | reason why no second report is required
    reAudit/due | date by which the re-audit is due
    reAudit/issued | date of the re-audit's report
    reAudit/received | date on which the re-audit's report was received
    reAudit/audit | re-audit
    reAudit/reasonNot | reason why there is no re-audit
    reAudit/comparison | comparison with the re-audit
    approvedBy | who approved the audit | A role, never a name.
    approvedOn | date of the approval
    abandonedReason | reason for abandoning the audit

    """
}
