// Lessons of the trust, and what each site answers.

extension RecordSchema {
  static let lesson = FieldShape.object(
    identity + [
      Field("title", .label),
      Field("text", .prose),
      Field("confirmedBy", .label),
      Field("confirmedOn", .date),
      Field("incidents", .list(.label)),
      Field("status", .choice(["current", "withdrawn", "void"])),
      notes, withdrawals,
    ])

  static let receipt = FieldShape.object(
    identity + [
      Field("lesson", .label),
      Field("on", .date),
      Field("how", .prose),
      Field("status", .choice(["current", "void"])),
      notes, withdrawals,
    ])
}

extension FieldTables {
  static let lesson = """
    title | title
    text | lesson | What others can learn from it, without names.
    confirmedBy | who confirmed the lesson | A role, never a name.
    confirmedOn | date of the confirmation
    incidents/- | incident that it comes from

    """

  static let receipt = """
    lesson | lesson | Its UUID.
    on | date on which it was made known
    how | how it was made known

    """
}
