import ArgumentParser

/// `candour manual`: the manual page, made from the commands' own help so that it cannot differ.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page.",
    discussion: """
      EXAMPLES
        candour manual > ~/.local/share/man/man1/candour.1
        candour manual | man -l -
      """)

  func run() { StandardOutput.write(ManualPage(of: Candour.self).text) }
}

/// A command and all below it as a page for man(7).
struct ManualPage {
  private let root: any ParsableCommand.Type

  init(of root: any ParsableCommand.Type) { self.root = root }

  var text: String {
    let name = root.configuration.commandName ?? "candour"
    var lines = [
      ".TH \(name.uppercased()) 1 \"\" \"Candour\" \"User Commands\"", ".SH NAME",
      "\(name) \\- \(Self.escaped(root.configuration.abstract))",
    ]
    section(root, name: [name], &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(
    _ command: any ParsableCommand.Type, name: [String], _ lines: inout [String]
  ) {
    lines.append(".SH \(name.joined(separator: " ").uppercased())")
    lines.append(".nf")
    let help = root.helpMessage(for: command, columns: 78)
    lines += help.split(separator: "\n", omittingEmptySubsequences: false).map {
      Self.escaped(String($0))
    }
    lines.append(".fi")
    for child in command.configuration.subcommands {
      section(child, name: name + [child.configuration.commandName ?? ""], &lines)
    }
  }

  /// Nothing of the text is taken for a request.
  private static func escaped(_ line: String) -> String {
    let text = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }
}
