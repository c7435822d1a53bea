import Aggregation
import ArgumentParser
import RecordStore
import Web

struct TLSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tls", abstract: "Add names to the centre's certificate.",
    discussion: """
      The same authority signs it, so sites notice nothing. A running server takes it on SIGHUP, or \
      within a day.
      """)

  @OptionGroup var options: DataOptions

  @Option(
    name: .customLong("host"),
    help: ArgumentHelp(
      "A name or address that sites reach the centre by; repeats.", valueName: "NAME"))
  var hosts: [String] = []

  func validate() throws {
    guard !hosts.isEmpty else { throw ValidationError("--host names what to add.") }
  }

  func run() async throws {
    let data = try options.data
    // Reports that there is no centre, and changes nothing.
    let centre = try options.centre()
    let names = try TLSFolder(data: data).add(
      hosts: hosts.flatMap { $0.split(separator: ",").map(String.init) })
    try centre.store.keep(CopyCommand.files(in: data))
    if options.json {
      Output.line(Output.json(["hosts": names]))
    } else {
      Output.line("The certificate is for \(names.joined(separator: ", ")).")
      Output.line("A running server takes it on SIGHUP, or within a day.")
    }
  }
}
