import ArgumentParser

@main
struct CandourServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "candour-server")
}
