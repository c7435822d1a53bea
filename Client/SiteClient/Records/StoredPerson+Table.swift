internal import Foundation
public import Records

extension StoredPerson {
  /// More names make every text slower to check; no department has this many.
  package static let peopleMax = 10_000

  /// A line of the list as somebody wrote it; blanks around the role and the names are removed.
  ///
  /// - Throws: `ValidationError` where the role or every name is missing.
  public init(checkingRole role: String, names: [String]) throws(ValidationError) {
    let role = role.trimmingCharacters(in: .whitespaces)
    let names = names.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard !role.isEmpty, !names.isEmpty else {
      throw ValidationError("usage", "give a role and at least one name")
    }
    self.init(number: 0, role: role, names: names)
  }

  /// The list as people keep it in a spreadsheet.
  ///
  /// - Parameter table: with the header `role,name`; further columns are further ways to write the
  ///   name.
  /// - Throws: `ValidationError` that names the line where a role or every name is missing or a byte is
  ///   not UTF-8; and for another header or too many people.
  public static func people(in table: CSVTable) throws(ValidationError) -> [StoredPerson] {
    guard table.header.first == "role", table.header.count > 1 else {
      throw ValidationError("malformed-csv", "the header must be role,name")
    }
    var people: [StoredPerson] = []
    for row in table.rows {
      guard row.isText, let role = row.cells.first else {
        throw ValidationError(
          "not-utf8", "line \(row.line): is not UTF-8: save the file as “CSV UTF-8”")
      }
      do throws(ValidationError) {
        people.append(
          try StoredPerson(checkingRole: role, names: Array(row.cells.dropFirst())))
      } catch {
        throw ValidationError(error.code, "line \(row.line): \(error.message)")
      }
    }
    try check(people)
    return people
  }

  /// - Throws: `ValidationError` for a list that is too long.
  package static func check(_ people: [StoredPerson]) throws(ValidationError) {
    guard people.count <= peopleMax else {
      throw ValidationError("usage", "the list holds at most \(peopleMax) people")
    }
  }
}
