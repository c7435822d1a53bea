import HTTPTypes
import IRMER
import Records
import SiteClient
import Testing

@testable import SiteWeb

@Suite("Doses on the screen")
struct DosesPageTests {
  private static let table = """
    Patient name,Study date,Study description,DLP total (mGy.cm),DAP total (cGy.cm^2)
    SMITH^John,2026-02-27,CT head,100,
    JONES^Ann,2026-03-01,CT chest,512.5,
    BROWN^Tim,2026-03-01,Fluoroscopy,,320

    """

  private func doses(_ screen: ScreenHarness, _ name: String) async throws -> [DoseEstimate] {
    try await screen.client.record(named: name).elements("individuals")[0].doseEstimates
  }

  private func version(_ screen: ScreenHarness, _ name: String) async throws -> String {
    try await screen.client.record(named: name).version
  }

  /// An incident of one adult, and the path of its doses page.
  private func logged() async throws -> (ScreenHarness, name: String, path: String) {
    let screen = try await ScreenHarness.opened()
    let incident = try await screen.log(["q-dose": ""])
    return (screen, incident.name, "/incidents/\(incident.name)/doses")
  }

  @Test func `an estimate is read as the command reads it, and stands beside the others`()
    async throws
  {
    let (screen, name, path) = try await logged()
    for amount in ["9.6", "2,400 µSv"] {
      let answer = try await screen.post(
        path,
        [
          "version": try await version(screen, name), "quantity": "effective-dose",
          "amount": amount, "method": "phantom", "why": "The phantom was measured again",
        ])
      #expect(answer.location == path, "\(answer.body)")
    }

    let estimates = try await doses(screen, name)
    #expect(estimates.count == 2)
    #expect(estimates.map(\.total) == ["9.6", "2.4"])
    #expect(estimates.last?.estimator == "radiographer")
    let page = await screen.get(path)
    #expect(page.body.contains("9.6 mSv") && page.body.contains("2.4 mSv"))
  }

  @Test(arguments: [
    (["quantity": "effective-dose", "amount": "2 furlongs", "method": "x"], "d-amount"),
    (["quantity": "dlp", "amount": "", "method": "x"], "d-amount"),
    (["amount": "2", "method": "x"], "d-quantity"),
    (["quantity": "dlp", "amount": "2"], "d-method"),
  ])
  func `what cannot be read is said at its field, with what was typed`(
    fields: [String: String], place: String
  ) async throws {
    let (screen, name, path) = try await logged()
    let version = try await version(screen, name)
    let answer = try await screen.post(path, fields.merging(["version": version]) { $1 })

    #expect(answer.status == 422)
    #expect(answer.body.contains("href=\"#\(place)\""), "\(answer.body)")
    for typed in fields.values where !typed.isEmpty { #expect(answer.body.contains(typed)) }
    #expect(try await doses(screen, name).isEmpty)
  }

  @Test
  func `a person chooses the study of an export, whose unit is shown and whose names are not read`()
    async throws
  {
    let (screen, name, path) = try await logged()
    let read = try await screen.upload(path + "/file", [:], file: Self.table, named: "table")
    let place = try #require(read.location, "\(read.body)")
    let page = await screen.get(place)
    let chosen = try await screen.post(
      place, ["version": try await version(screen, name), "dose": "2 dlp"])
    let plane = try await screen.post(
      place, ["version": try await version(screen, name), "dose": "3 dap"])

    #expect(page.body.contains("DLP 512.5 mGy·cm") && page.body.contains("DAP 320 cGy·cm²"))
    #expect(page.body.contains("Not read from the file: Patient name"))
    for person in ["SMITH", "JONES", "BROWN"] { #expect(!page.body.contains(person)) }
    let first = try #require(page.body.firstRange(of: "Row 2"))
    let last = try #require(page.body.firstRange(of: "Row 1"))
    #expect(first.lowerBound < last.lowerBound, "studies of the incident's own day come first")
    #expect(chosen.location == path && plane.location == path, "\(chosen.body)")
    let estimates = try await doses(screen, name)
    #expect(estimates.map(\.total) == ["512.5", "3.20"])
    #expect(estimates.first?.method?.contains("DLP total (mGy.cm)") == true)
    #expect(estimates.last?.quantity == .doseAreaProduct)
  }

  @Test func `nothing is chosen by the program`() async throws {
    let (screen, name, path) = try await logged()
    let read = try await screen.upload(path + "/file", [:], file: Self.table, named: "table")
    let place = try #require(read.location)
    let version = try await version(screen, name)

    for dose in ["", "9 dlp", "1 dap", "x"] {
      let answer = try await screen.post(place, ["version": version, "dose": dose])
      #expect(answer.status == 422, "\(dose)")
    }
    let gone = await screen.get(path + "/file/none")
    #expect(gone.status == 404)
    #expect(try await doses(screen, name).isEmpty)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", "o heading names a dose"), ("AGD,View\n1.8,R\n", ""),
    ("DLP total (mGy.cm),x\nmany,1\n", "is no number"),
  ])
  func `a file that cannot be read says why`(table: String, words: String) async throws {
    let (screen, _, path) = try await logged()
    let read = try await screen.upload(path + "/file", [:], file: table, named: "table")
    guard !words.isEmpty else {
      // A unit is never guessed: the study is shown without one, and is refused.
      let place = try #require(read.location)
      let answer = try await screen.post(place, ["dose": "1 mean-glandular-dose"])
      #expect(answer.status == 422 && answer.body.contains("gives no unit"))
      return
    }
    #expect(read.status == 422 && read.body.contains(words), "\(read.body)")
  }

  @Test func `the worksheet shows its arithmetic before anything is kept`() async throws {
    let (screen, name, path) = try await logged()
    var form = [
      "version": try await version(screen, name), "dlp": "812.4", "factor": "chest",
    ]
    let arithmetic = "0.017 mSv/(mGy·cm) × 812.4 mGy·cm = 13.8108 mSv"
    let worked = try await screen.post(path + "/effective", form)
    #expect(worked.status == 200 && worked.body.contains(arithmetic), "\(worked.body)")
    #expect(try await doses(screen, name).isEmpty)

    // Another factor than the one that was shown is calculated again, not kept.
    form["keep"] = arithmetic
    let other = try await screen.post(path + "/effective", form.merging(["factor": "head"]) { $1 })
    #expect(other.status == 200)
    #expect(try await doses(screen, name).isEmpty)
    let kept = try await screen.post(path + "/effective", form)

    #expect(kept.location == path, "\(kept.body)")
    let estimate = try #require(try await doses(screen, name).first)
    #expect(estimate.total == "13.8108")
    #expect(estimate.method == "k-factor (chest, adult): \(arithmetic)")
  }

  @Test(arguments: [
    ([:], "factor"), (["factor": "chest", "k": "0.01"], "factor"), (["k": "0.01"], "source"),
    (["factor": "knee"], "factor"), (["factor": "chest", "dlp": "5-6"], "dlp"),
    (["factor": "chest", "dlp": ""], "dlp"),
  ])
  func `a worksheet that cannot be worked out says which field is wrong`(
    fields: [String: String], field: String
  ) async throws {
    let (screen, _, path) = try await logged()
    let form = ["dlp": "500"].merging(fields) { $1 }
    let answer = try await screen.post(path + "/effective", form)
    #expect(answer.status == 422)
    #expect(answer.body.contains("href=\"#k-\(field)\""), "\(answer.body)")
    #expect(!answer.body.contains("(--"))
  }

  @Test
  func `published factors are refused for a child, and the page of an old version writes nothing`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let incident = try await screen.log(["q-age": "7", "q-dose": ""])
    let path = "/incidents/\(incident.name)/doses"
    let child = try await screen.post(path + "/effective", ["dlp": "500", "factor": "chest"])
    let stale = try await screen.post(
      path, ["version": "0", "quantity": "dlp", "amount": "2", "method": "console"])

    #expect(child.status == 422 && child.body.contains("the age is 7"))
    #expect(stale.status == 409)
    #expect(try await doses(screen, incident.name).isEmpty)
  }
}
