import ProgramArguments
import Testing

@Suite("Commands by name")
struct CommandTreeTests {
  private static let tree = CommandTree(
    "centre",
    [
      CommandTree("verify"), CommandTree("serve"),
      CommandTree("user", [CommandTree("add"), CommandTree("list")]),
      CommandTree("token", [CommandTree("create"), CommandTree("revoke")]),
    ])

  @Test(arguments: [
    (["verfy"], "Unknown command “verfy”. Did you mean verify? See `centre --help`."),
    (
      ["servee", "--data", "x"],
      "Unknown command “servee”. Did you mean serve? See `centre --help`."
    ),
    (
      ["user", "ad", "--json"],
      "Unknown command “user ad”. Did you mean add? See `centre user --help`."
    ),
    (["help", "verfy"], "Unknown command “verfy”. Did you mean verify? See `centre --help`."),
    (
      ["help", "token", "revok"],
      "Unknown command “token revok”. Did you mean revoke? See `centre token --help`."
    ),
    (["revoke"], "Unknown command “revoke”. Did you mean token revoke? See `centre --help`."),
    (
      ["token", "frobnicate"],
      "Unknown command “token frobnicate”. There are: create, revoke. See `centre token --help`."
    ),
  ])
  func `a word that is no command is answered with the nearest`(typed: [String], words: String) {
    #expect(Self.tree.problem(in: typed) == words)
  }

  @Test(arguments: [
    [], ["--help"], ["help"], ["help", "user", "add"], ["verify", "verfy"], ["user", "--help"],
    ["user", "help", "add"], ["user", "add", "anything"],
  ])
  func `a command that is there is left to itself`(typed: [String]) {
    #expect(Self.tree.problem(in: typed) == nil)
  }
}
