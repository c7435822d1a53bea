import ArgumentParser

@main
struct Candour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "candour")
}
