import Screens
import SiteClient

/// The output of a command that began a record.
enum BegunReply {
  /// - Parameters:
  ///   - text: what was done, to a person.
  ///   - lines: what follows it.
  static func print(
    _ logged: Logged, _ text: String, then lines: [String] = [], of client: SiteClient,
    to output: Output
  ) async throws {
    let identifiers = try logged.snapshot.identifiers(people: client.knownPeople())
    let links = await UnknownLinks.displayTexts(in: logged.snapshot, at: client)
    if output.isJSON {
      var document = try await client.document(of: logged.snapshot)
      document["entry"] = .string(logged.entry.name)
      document["identifiers"] = .array(identifiers.map(\.json))
      document["warnings"] = JSONValue(links)
      return output.print(.object(document))
    }
    for warning in identifiers.map({ $0.warning(in: logged.reference) }) + links {
      Output.note(warning, .warning)
    }
    output.written(text, .good)
    for line in lines { output.line(line) }
  }
}
