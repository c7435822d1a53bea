package import IRMER

// Rows as they are read from their tables.

/// The cells of one row, in the order of its table's columns.
package protocol RowCells {
  mutating func text() -> String?
  mutating func count() -> Int
}

extension RowCells {
  /// A text that is always there.
  mutating func words() -> String { text() ?? "" }
  mutating func flag() -> Bool { count() != 0 }
}

/// A row that is read back as it was written.
package protocol ReadableRow {
  /// Reads the cells after `ownerRow`.
  init(reading cells: inout some RowCells)
}

extension IncidentRow: ReadableRow {
  package init(reading cells: inout some RowCells) {
    self.init(
      id: cells.words(), reference: cells.text(), site: cells.words(), status: cells.words(),
      outcome: cells.words(), nation: cells.text(), modality: cells.text(),
      discoveredOn: cells.text(), exposedOn: cells.text(), notifyBy: cells.text(),
      reportBy: cells.text(), authority: cells.words(), codes: cells.words(),
      complementary: cells.words(), clinicallySignificant: cells.words(),
      individuals: cells.count(), department: cells.text(), room: cells.text(),
      equipment: cells.text(), conflicts: cells.count(), edition: cells.words(),
      recordedAt: cells.text(), assessment: cells.words())
  }
}

extension NotificationRow: ReadableRow {
  /// Its kind is not in a cell: it is that of its record, and an incident's unless the reader sets
  /// another.
  package init(reading cells: inout some RowCells) {
    self.init(
      incident: cells.words(), kind: .incident, reference: cells.text(), site: cells.words(),
      outcome: cells.words(),
      codes: cells.words(), complementary: cells.words(), authority: cells.words(),
      discoveredOn: cells.text(), notifyBy: cells.text(), reportBy: cells.text(),
      step: cells.words(), submittedOn: cells.text(), reportSentOn: cells.text(),
      withAuthorityOn: cells.text(), closedOn: cells.text(), inspectorContactedOn: cells.text(),
      inConflict: cells.flag(), reasons: cells.words())
  }
}

extension AuditRow: ReadableRow {
  package init(reading cells: inout some RowCells) {
    self.init(
      id: cells.words(), reference: cells.text(), site: cells.words(), title: cells.words(),
      programmeYear: cells.text(), modality: cells.text(), cycle: cells.count(),
      status: cells.words(), standards: cells.count(), standardsMet: cells.count(),
      standardsNotMet: cells.count(), firstReportDue: cells.text(), firstReportIssued: cells.text(),
      firstReportReceived: cells.text(), secondReportDue: cells.text(),
      secondReportIssued: cells.text(), secondReportReceived: cells.text(),
      reAuditDue: cells.text(), reAuditIssued: cells.text(), reAuditReceived: cells.text(),
      reAudit: cells.text(), teamGaps: cells.words(), missing: cells.words(),
      conflicts: cells.count())
  }
}

extension ActionRow: ReadableRow {
  package init(reading cells: inout some RowCells) {
    self.init(
      id: cells.words(), record: cells.words(), kind: cells.words(), site: cells.words(),
      owner: cells.text(), due: cells.text(), done: cells.text(), strength: cells.text(),
      isOpen: cells.flag(), duty: cells.words())
  }
}

extension ConflictRow: ReadableRow {
  package init(reading cells: inout some RowCells) {
    self.init(
      record: cells.words(), kind: cells.words(), site: cells.words(), path: cells.words(),
      candidates: cells.words())
  }
}

extension ThemeSubject {
  /// Reads the cells after `ownerRow`; `nil` for a row that somebody altered.
  package init?(reading cells: inout some RowCells) {
    let (incident, site) = (cells.words(), cells.words())
    let (nation, day) = (cells.words(), cells.words())
    let (equipment, fault, cause, category) = (
      cells.text(), cells.text(), cells.text(), cells.text()
    )
    guard let nation = Nation(rawValue: nation), let day = CalendarDate(day) else { return nil }
    self.init(
      incident: incident, site: site, nation: nation, discoveredOn: day, equipment: equipment,
      fault: fault, cause: cause, category: category.flatMap(NotificationCode.init(rawValue:)),
      individualsExposed: cells.count())
  }
}
