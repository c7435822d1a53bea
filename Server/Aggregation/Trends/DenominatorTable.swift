internal import IRMER
internal import Replication

/// Denominators as comma-separated values: `site,month,modality,number`, with a heading.
///
///     site,month,modality,number
///     RBD01,2026-01,ct,1250
package enum DenominatorTable {
  /// A line that is not usable, and why.
  package struct BadLine: Error, Hashable, Sendable {
    package let number: Int
    package let reason: String
  }

  package static let heading = ["site", "month", "modality", "number"]
  package static let bytesMax = 4 * 1024 * 1024
  package static let rowsMax = 20_000

  /// Reads every line, and reports each that is not usable.
  package static func read(_ text: String) -> (rows: [Denominator], bad: [BadLine]) {
    var rows: [Denominator] = []
    var bad: [BadLine] = []
    var seen: Set<[String]> = []
    guard text.utf8.count <= bytesMax else {
      return ([], [BadLine(number: 1, reason: "the table is larger than 4 MiB")])
    }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      guard !cells.allSatisfy(\.isEmpty) else { continue }
      if index == 0, cells.map({ $0.lowercased() }) == heading { continue }
      guard rows.count < rowsMax else {
        bad.append(BadLine(number: index + 1, reason: "a table has \(rowsMax) rows at most"))
        break
      }
      do throws(BadLine) {
        rows.append(try row(cells, index + 1))
        guard seen.insert(Array(cells.prefix(3))).inserted else {
          throw BadLine(number: index + 1, reason: "the same site, month and modality came before")
        }
      } catch {
        bad.append(error)
      }
    }
    if rows.isEmpty, bad.isEmpty { bad = [BadLine(number: 1, reason: "there is no row")] }
    return (rows, bad)
  }

  private static func row(_ cells: [String], _ number: Int) throws(BadLine) -> Denominator {
    guard cells.count == 4 else {
      throw BadLine(
        number: number,
        reason: "expected 4 columns (site,month,modality,number), found \(cells.count)")
    }
    guard let scope = Scope(cells[0]) else {
      throw BadLine(number: number, reason: "“\(cells[0].prefix(20))” is not a site's code")
    }
    guard let month = Month(text: cells[1]) else {
      throw BadLine(number: number, reason: "“\(cells[1].prefix(20))” is not a month as 2026-01")
    }
    guard let modality = Modality(rawValue: cells[2]) else {
      throw BadLine(number: number, reason: "“\(cells[2].prefix(30))” is not a modality")
    }
    guard let count = Int(cells[3]), (0...1_000_000_000).contains(count),
      cells[3].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else {
      throw BadLine(number: number, reason: "“\(cells[3].prefix(20))” is not a whole number")
    }
    return Denominator(site: scope.code, month: month, modality: modality, number: count)
  }

  private static func trimmed(_ cell: Substring) -> String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "\u{feff}" }
    return String(cell.drop(while: blank).reversed().drop(while: blank).reversed())
  }
}
