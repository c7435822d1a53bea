internal import IRMER
internal import RecordTables

/// The meaning of each property of the API. A name means the same everywhere; a test requires a
/// description here for every property.
enum PropertyWords {
  /// A document in which every property of every schema has its description.
  static func describingAll(in value: JSONValue) -> JSONValue {
    if let items = value.array { return .array(items.map(describingAll)) }
    guard let object = value.object else { return value }
    let members = object.members.map { key, member -> (String, JSONValue) in
      guard key == "properties", let properties = member.object else {
        return (key, describingAll(in: member))
      }
      let described = properties.members.map { name, schema in
        (name, describing(name, describingAll(in: schema)))
      }
      return (key, .object(JSONObject(described)))
    }
    return .object(JSONObject(members))
  }

  /// A property's schema with its description.
  static func describing(_ name: String, _ schema: JSONValue) -> JSONValue {
    let ofModality =
      Modality(rawValue: name) == nil ? nil : "How many examinations of this modality"
    guard let words = all[name] ?? ofModality else { return schema }
    guard var object = schema.object else { return ["description": .string(words)] }
    if object["description"] == nil { object.append("description", .string(words)) }
    return .object(object)
  }

  private static let all: [String: String] = records.merging(trust) { first, _ in first }
    .merging(sent) { first, _ in first }

  private static let records = [
    "id": "Names it; for a record its UUID",
    "reference": "The record's reference, as people say it",
    "site": "The code of the site", "sites": "The codes of the sites",
    "status": "How far it has come", "state": "How it stands on the day of the answer",
    "outcome": "What the rules and the person say: the severer of the two",
    "notifyBy": "The last day of the notification", "reportBy": "The last day of the report",
    "conflicts": "Fields in conflict: how many, or each with its candidates",
    "updatedAt": "When the centre took in the record's last change",
    "fields": "The record's fields, by their paths",
    "version": "The state of the record; send it back with a decision",
    "assessment": "What the rules find", "value": "The value",
    "author": "The role of whoever wrote it",
    "at": "When", "incident": "The record's UUID", "kind": "The kind of record or message",
    "codes": "Codes of the table that are met",
    "complementary": "Codes with a letter, such as M2.4",
    "authority": "The enforcing authority", "authorities": "The authorities concerned",
    "daysLeft": "Days to the next deadline, negative when it has passed; null when none runs",
    "inConflict": "Whether anything that it rests on is in conflict",
    "reasons": "Why, in sentences",
    "title": "Its title", "due": "The day by which it is due",
    "overdue": "Whether that day has passed",
    "missing": "What has still to be recorded", "issued": "The day on which it was issued",
    "received": "Received: a day, or how many entries", "audit": "The audit's UUID",
    "cycle": "Which cycle of the audit",
    "standards": "Standards of the audit, counted", "met": "How many are met",
    "notMet": "How many are not met",
    "firstReport": "The first report", "secondReport": "The second report",
    "reAudit": "The audit again",
    "actionsOpen": "Actions that are open", "actionsOverdue": "Actions of which the day has passed",
    "teamGaps": "Roles of the team that are not filled", "path": "The path of the field",
    "log": "The log that holds the entry", "removed": "True where the field was removed",
    "movedFrom": "Where the entry was written, if a fork of its log made it move",
    "notShown": "How many more values there are",
    "candidates": "The values that were written without knowing of each other",
    "record": "The record's UUID", "owner": "Who does it", "done": "The day on which it was done",
    "strength": "How strong it is", "excerpt": "Words around what was looked for",
    "words": "In a sentence", "changes": "What was changed, from what to what", "why": "The reason",
    "complete": "Whether nothing is missing", "identifiers": "What seems to name a person",
  ]

  private static let trust = [
    "entry": "The entry of the log", "replica": "The device that wrote it", "reason": "Why",
    "since": "Since when", "waitsFor": "The entry that it waits for",
    "resting": "Entries that wait for this one",
    "joinedAgain": "When the device last joined again with another code; null if it never did",
    "lastSync": "When the site last synchronised; null for never",
    "entries": "Entries merged at the centre",
    "merged": "Entries merged at the centre",
    "quarantined": "Entries in quarantine, decided or not",
    "keptOut": "Entries that a person rejected",
    "behind": "Entries that the site announced and has not sent",
    "silentDays": "Whole days since it last synchronised",
    "ground": "What the incidents have in common",
    "incidents": "UUIDs of incidents; of a proposal with more than 100, the first",
    "incidentCount": "How many incidents there are in all",
    "references": "Their references", "identifiedOn": "The day on which it was identified",
    "discoveredOn": "The days of discovery", "month": "The month, as 2026-03",
    "modality": "The modality",
    "number": "How many", "series": "The series", "unit": "The unit of `plotted`",
    "examinations": "Examinations of the month; null where they were not entered",
    "plotted": "The value on the chart", "trialLimits": "Whether the limits rest on few months yet",
    "mean": "The mean", "lower": "The lower control limit", "upper": "The upper control limit",
    "signal": "What is unusual about it", "approvedOn": "The day of approval",
    "reviewDue": "The day of the next review",
    "review": "Whether a review is due", "acknowledged": "Duty holders who acknowledged",
    "dutyHolders": "Duty holders, how many or by role",
    "outstanding": "Roles that have not acknowledged",
    "name": "A name", "role": "What it may see and do", "revokedWhy": "Why its access ended",
    "email": "The address by which the person signs in",
    "hasAccess": "Whether access has not ended",
    "label": "The label that the person has chosen; null where they have none",
    "who": "Who read or did it", "action": "What was done", "subject": "What it was about",
    "channel": "By which way", "address": "Where messages go", "waiting": "Messages that wait",
    "subjects": "What the message is about", "createdAt": "When it was written",
    "attempts": "How often it was tried",
    "nextAttemptAt": "When it is tried next",
    "endedAt": "When it was sent or failed for the last time",
    "failure": "Why the last attempt failed",
    "summary": "In a sentence", "columns": "The heads of the columns",
    "rows": "The rows of the table",
    "nations": "By nation", "part": "How many of the whole", "whole": "Of how many",
    "notifiedInTime": "Notified in time", "reportedInTime": "Reported in time",
    "candourMet": "Duty of candour met",
    "licenceBreaches": "Breaches of a licence", "unopened": "Records that cannot be opened",
    "openCases": "Cases that are open", "undecided": "What waits for a decision",
    "audits": "Audits",
    "proceduresDue": "Procedures of which the review is due", "themes": "Themes",
    "type": "Names the kind of problem", "detail": "What is wrong, and what to do",
    "code": "The kind of problem, or a code",
    "field": "The field or parameter that is to blame", "items": "The items",
    "next": "Where the next page begins",
    "ids": "The identifiers of the records", "records": "How many records were added or changed",
    "total": "How many there are in all", "text": "The text", "secret": "Shown once: keep it",
  ]

  private static let sent = [
    "standard": "Which standard of the audit, counted from 0", "of": "How many were examined",
    "on": "The day on which it was done", "by": "Who did it: a role",
    "agreed": "The day that was agreed",
    "direction": "`in` or `out`", "evidence": "What shows it", "signedBy": "Who signed: a role",
    "edition": "The new edition", "take": "The candidate's number from 1, or `other`",
    "decision": "What was decided", "id1": "The first incident", "id2": "The second incident",
    "version1": "The version of the first", "version2": "The version of the second",
    "link": "Where the document is", "authoriser": "Who authorises: a role",
    "table": "Rows as text",
    "months": "The months", "sent": "Whether it was sent", "hours": "For how many hours it is good",
    "whatHappened": "What happened", "doseEstimate": "The dose, and how it was estimated",
    "rootCauses": "Root causes and contributory factors",
    "similarIncidents": "Similar incidents before",
    "dutyOfCandour": "Duty of candour",
    "csaueProcedure": "The procedure for clinically significant exposures",
    "learning": "Learning, and with whom it was shared",
    "correctiveMeasures": "Corrective measures",
    "analysis": "The analysis", "action": "Which step",
    "contributoryFactors": "Contributory factors",
    "noContributoryFactorsBecause": "Why there are no contributory factors",
    "learningSharedBy": "How the learning was shared",
    "noLearningBecause": "Why there is nothing to learn",
    "noMeasuresBecause": "Why there are no measures", "individual": "Which individual, from 0",
    "exposure": "The kind of exposure", "age": "The age at exposure, in years",
    "intended": "The intended effective dose, such as `0.3 mSv`",
    "alternative": "The dose in other words",
    "expert": "The Medical Physics Expert asked: a role", "advice": "What the expert advised",
    "significant": "Whether it was clinically significant", "guidance": "The guidance used",
    "applies": "Whether the duty applies", "verbalDate": "The day of telling in person",
    "apology": "The day of the apology", "writtenDate": "The day of the letter",
    "outcomeLetter": "The day of the letter with the outcome", "support": "The support offered",
    "recipient": "Who was informed", "message": "Of what", "mode": "How", "reasonNot": "Why not",
  ]
}
