import Foundation
import IRMER
import Records
import Screens
import SiteClient
internal import TestSupport
import Testing

@testable import SiteWeb

@Suite("Logging on the screen")
struct LogPagesTests {
  @Test func `what is typed in the form is saved, with a reference in groups of three`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log()

    #expect(snapshot.text("narrative") == ScreenHarness.answers["q-narrative"])
    #expect(snapshot.text("discoveredOn") == "2026-03-01")
    #expect(snapshot.text("department") == "CT 2")
    #expect(snapshot.text("recordedBy") == "radiographer")
    #expect(screen.client.answerDraft() == nil)
    let reference = try #require(snapshot.reference)
    let page = await screen.get("/incidents/\(snapshot.name)?saved=1")
    #expect(page.status == 200)
    #expect(page.body.contains("Saved on this computer as"))
    #expect(page.body.contains(RecordReference.grouped(reference)))
  }

  @Test func `the page and the terminal read an answer alike`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log(["q-dose": "DAP 320 cGycm2", "q-discovered": "yesterday"])
    let list = IncidentQuestions.list(today: screen.client.context().today)
    let dose = try #require(list.questions.first { $0.id == "dose" })
    guard case .understood(let answer) = dose.read("DAP 320 cGycm2", after: Answers()) else {
      Issue.record("the terminal does not read it")
      return
    }
    let fields = answer.fields.members.flatMap { _, value in value.object?.members ?? [] }
    for (key, value) in fields {
      #expect(snapshot.fields["individuals/0/doses/0/\(key)"] == value)
    }
    #expect(snapshot.text("discoveredOn") == "2026-03-01")
  }

  @Test func `an answer that cannot be read keeps its words and saves no record`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    var answers = ScreenHarness.answers
    answers["q-discovered"] = "31/02/2026"
    answers["q-age"] = "old"
    let sent = try await screen.post("/log/form", answers)

    #expect(sent.status == 422)
    #expect(sent.body.contains("There is a problem"))
    #expect(sent.body.contains("value=\"31/02/2026\"") && sent.body.contains("value=\"old\""))
    #expect(sent.body.contains("wrong patient"))
    #expect(!sent.body.contains("press Enter") && !sent.body.contains("Ctrl-C"))
    #expect(try await screen.client.incidents().isEmpty)
    // Valid answers are saved.
    #expect(screen.client.answerDraft()?.answers["narrative"] != nil)
  }

  @Test func `a doubtful answer is taken once it was confirmed, and only as it was shown`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    var answers = ScreenHarness.answers
    answers["q-dose"] = "DAP 320"
    let doubt = try await screen.post("/log/form", answers)
    #expect(doubt.status == 422)
    #expect(doubt.body.contains("name=\"q-dose-confirmed\" value=\"DAP 320\""))
    answers["q-dose-confirmed"] = "DAP 999"
    #expect(try await screen.post("/log/form", answers).status == 422)
    answers["q-dose-confirmed"] = "DAP 320"
    #expect(try await screen.post("/log/form", answers).location == "/log/summary")
  }

  @Test func `the rules answer while somebody types, and the draft is kept`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    let early = try await screen.post("/log/live", ["q-narrative": "A wrong patient"])
    #expect(early.body.contains("data-asked=\"narrative discovered exposed"))
    let live = try await screen.post("/log/live", ScreenHarness.answers)

    #expect(live.status == 200)
    #expect(live.body.contains("May be notifiable") && live.body.contains("CQC"))
    #expect(live.body.contains("Last day to notify"))
    #expect(live.body.contains("Needed to decide"))
    #expect(screen.client.answerDraft()?.answers["dose"]?.typed == "DLP 512")
    let near = try await screen.post("/log/live", ["q-exposure": "near-miss"])
    #expect(!near.body.contains("informed"))
  }

  @Test func `a draft survives the screen and is the terminal's own`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "wrong-patient", "way": "questions"])
    let next = try await screen.post("/log/question/narrative", ["q-narrative": "Words to keep"])
    #expect(next.location == "/log/question/discovered")

    let again = try SiteClient.open(in: screen.folder.path("store"))
    let draft = try #require(again.answerDraft())
    #expect(draft.answers["narrative"]?.typed == "Words to keep")
    #expect(draft.template == "wrong-patient")
    #expect((await screen.get("/log")).body.contains("Words to keep"))
    // Starting again does not remove it unasked.
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    #expect(again.answerDraft()?.answers["narrative"]?.typed == "Words to keep")
  }

  @Test func `one question a page leads through all of them to the summary`() async throws {
    let screen = try await ScreenHarness.opened()
    var place = try await screen.post("/log/begin", ["what": "incident", "way": "questions"])
      .location
    var count = 0
    while let path = place, path.hasPrefix("/log/question/"), count < 20 {
      let id = String(path.dropFirst("/log/question/".count))
      let page = await screen.get(path)
      #expect(page.status == 200)
      #expect(page.body.components(separatedBy: "<h1").count == 2)
      place = try await screen.post(path, ["q-\(id)": ScreenHarness.answers["q-\(id)"] ?? ""])
        .location
      count += 1
    }
    #expect(place == "/log/summary")
    #expect(count == 12)
    let summary = await screen.get("/log/summary")
    #expect(summary.body.contains("54") && summary.body.contains("Save on this computer"))
  }

  @Test func `words that name somebody are replaced or kept by a decision`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    var answers = ScreenHarness.answers
    answers["q-narrative"] = "Mrs Jane Smith was imaged twice."
    _ = try await screen.post("/log/form", answers)
    let summary = await screen.get("/log/summary")
    #expect(summary.body.contains("Words that seem to name someone"))
    let draft = try #require(summary.hidden("draft"))
    let undecided = try await screen.post("/log/save", ["draft": draft])
    #expect(undecided.status == 422)
    #expect(try await screen.client.incidents().isEmpty)

    _ = try await screen.post("/log/names", [:])
    let clean = await screen.get("/log/summary")
    #expect(!clean.body.contains("Smith"))
    #expect(clean.body.contains("Save on this computer"))
  }

  @Test func `what was chosen can be taken back`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    _ = try await screen.post("/log/form", ScreenHarness.answers)

    let page = await screen.get("/log/form")
    for id in ["who", "exposure", "fault", "informed"] {
      #expect(page.body.contains("name=\"q-\(id)\" value=\"\">"), "\(id)")
    }
    #expect(page.body.contains("<option value=\"\">Not known yet</option>"))
    _ = try await screen.post("/log/live", ["q-fault": "", "q-informed": ""])
    let kept = try #require(screen.client.answerDraft()?.answers)
    #expect(kept["fault"] == nil && kept["informed"] == nil && kept["exposure"] != nil)
  }

  @Test func `a form that is sent twice is saved once`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    _ = try await screen.post("/log/form", ScreenHarness.answers)
    let draft = try #require(await screen.get("/log/summary").hidden("draft"))
    async let first = screen.post("/log/save", ["draft": draft])
    async let second = screen.post("/log/save", ["draft": draft])
    let answers = try await [first, second]
    let third = try await screen.post("/log/save", ["draft": draft])

    #expect(try await screen.client.incidents().count == 1)
    #expect(answers.contains { $0.status == 303 })
    #expect(third.location == answers.first { $0.status == 303 }?.location)
  }

  @Test func `what was not shown is not saved`() async throws {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    _ = try await screen.post("/log/form", ScreenHarness.answers)
    let draft = try #require(await screen.get("/log/summary").hidden("draft"))
    _ = try await screen.post("/log/question/age", ["q-age": "7", "then": "summary"])
    let saved = try await screen.post("/log/save", ["draft": draft])
    #expect(saved.location == "/log/summary")
    #expect(try await screen.client.incidents().isEmpty)
  }

  @Test func `a near miss and every template can be logged`() async throws {
    for what in ["near-miss"] + IncidentTemplate.all.map(\.name) {
      let screen = try await ScreenHarness.opened()
      _ = try await screen.post("/log/begin", ["what": what, "way": "form"])
      let page = await screen.get("/log/form")
      #expect(page.status == 200)
      let sent = try await screen.post("/log/form", ["q-discovered": "1/3/2026"])
      #expect(sent.location == "/log/summary", "\(what)")
      let draft = try #require(await screen.get("/log/summary").hidden("draft"))
      _ = try await screen.post("/log/save", ["draft": draft])
      #expect(try await screen.client.incidents().count == 1, "\(what)")
    }
  }

  @Test func `no question speaks of a terminal's keys`() throws {
    let today = DeviceDate(clock: Moment(milliseconds: 1_772_452_800_000))
    for template in [nil] + IncidentTemplate.all.map(Optional.some) {
      for question in IncidentQuestions.list(template: template, today: today).questions {
        let shown = QuestionField(question: question).view(nil)
        let said = ["nonsense", "31/02/2026", "1/1/2099"].map {
          if case .wrong(let words) = QuestionField.read(question, $0) { words } else { "" }
        }
        for text in [shown.hint ?? "", shown.explanation ?? "", shown.label] + said {
          for word in ["Enter", "Ctrl", "type “edit”", "candour ", "a number or the words", "<"] {
            #expect(!text.contains(word), "\(question.id): \(text)")
          }
        }
      }
    }
  }

  @Test func `what people wrote is shown and never run`() async throws {
    let screen = try await ScreenHarness.opened()
    let snapshot = try await screen.log([
      "q-narrative": "<script>alert(1)</script> & \"quoted\"", "q-place": "\"><img src=x>",
    ])
    for path in ["/", "/incidents", "/incidents/\(snapshot.name)"] {
      let page = await screen.get(path)
      #expect(page.status == 200)
      #expect(!page.body.contains("<script>alert") && !page.body.contains("<img"))
    }
  }

  @Test func `a day that is most unlikely is asked about, and its reason is in the history`()
    async throws
  {
    let screen = try await ScreenHarness.opened()
    _ = try await screen.post("/log/begin", ["what": "incident", "way": "form"])
    var answers = ScreenHarness.answers.merging(["q-exposed": "1/3/1920"]) { $1 }
    answers["q-exposed-confirmed"] = "1/3/1920"
    let asked = try await screen.post("/log/form", answers)
    #expect(asked.status == 422 && asked.body.contains("Why is it right?"))

    let snapshot = try await screen.log([
      "q-exposed": "1/3/1920", "q-exposed-confirmed": "1/3/1920",
      "q-unlikely-day": "A film from the archive",
    ])

    #expect(snapshot.text("exposureAt/first") == "1920-03-01")
    let history = try await screen.client.history(of: snapshot)
    #expect(history.last?.why == "A film from the archive")
  }
}

extension QuestionField {
  fileprivate static func read(_ question: Question, _ text: String) -> Sent.Outcome {
    var form = FormFields()
    form.append("q-\(question.id)", text)
    return QuestionField(question: question).read(form, after: Answers()).outcome
  }
}
