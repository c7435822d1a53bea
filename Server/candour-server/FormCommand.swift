import Aggregation
import ArgumentParser
import IRMER
import RecordStore
import Records
import Web

struct FormCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "form",
    abstract: "The questions of an authority's own form, in its order.",
    discussion: """
      The page with the answers for an authority is in the order of the report, because no authority \
      publishes all of its form. A trust that fills the form in can write its questions down once, \
      and then the page follows them.
      """,
    subcommands: [Import.self, Remove.self])

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a table of two columns: question,answer.",
      discussion: """
        A line has a question as the form asks it, and what answers it: the name that the page gives \
        to an answer, or the path of a field as in candour fields. A question with nothing beside it \
        is typed by hand. Works while the server runs.

        EXAMPLE
          question,answer
          What type of organisation are you?,Type of organisation
          Which equipment was used?,equipmentId
          Your job title,
        """)

    @OptionGroup var options: DataOptions
    @Option(help: ArgumentHelp("CQC, HIW, RQIA or HIS.", valueName: "NAME")) var authority: String
    @Argument(help: "The table (CSV).") var file: String

    func run() async throws {
      let authority = try FormCommand.authority(authority)
      // A byte more than a form may have, so that a larger file is refused and not read to its end.
      guard
        let bytes = try? FileReader(at: file).bytes(at: 0, count: AnswerForm.bytesMax + 1)
      else { throw Failure.unusable("no-file", "\(file) cannot be read.") }
      let form: AnswerForm
      do {
        form = try await options.centre().importAnswerForm(bytes, of: authority)
      } catch let error as Records.ValidationError {
        throw Failure.unusable(error.code, "Nothing was imported: \(error.message).")
      }
      let byHand = form.questions.count { $0.source == .hand }
      Output.line(
        options.json
          ? Output.json(["questions": form.questions.count, "byHand": byHand])
          : "\(form.questions.count.of("question", "questions")) imported; \(byHand) by hand.")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove an imported form: the page is in the order of the report again.")

    @OptionGroup var options: DataOptions
    @Option(help: ArgumentHelp("CQC, HIW, RQIA or HIS.", valueName: "NAME")) var authority: String

    func run() async throws {
      let authority = try FormCommand.authority(authority)
      guard try await options.centre().removeAnswerForm(of: authority) else {
        throw Failure.unusable("no-form", "No form of \(authority.rawValue) was imported.")
      }
      Output.line("Removed.")
    }
  }

  private static func authority(_ text: String) throws -> Authority {
    guard let authority = Authority(rawValue: text.uppercased()) else {
      throw Failure.unusable("unknown-authority", "The authority is CQC, HIW, RQIA or HIS.")
    }
    return authority
  }
}
