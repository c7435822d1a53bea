import ArgumentParser
import SiteClient

/// `candour known-people`
struct KnownPeopleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "known-people",
    abstract: "Names to keep out of records: staff, for instance. Never sent anywhere.",
    discussion: """
      The list is kept on this computer alone, in a file that only its owner may read; no \
      synchronisation, export or backup of records holds it. A text that shows one of these names is \
      pointed out before it is saved, with the role to write instead.

      EXAMPLES
        candour known-people add Radiographer "Jane Example" "J Example"
        candour known-people import staff.csv
        candour known-people list
        candour known-people remove 3
      """,
    subcommands: [
      KnownPeopleAdd.self, KnownPeopleImport.self, KnownPeopleList.self, KnownPeopleRemove.self,
    ])
}

/// `candour known-people add`
struct KnownPeopleAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add one person.",
    discussion: """
      EXAMPLES
        candour known-people add Radiographer "Jane Example" "J Example"
      """)

  @Argument(help: ArgumentHelp("What to write instead of the name.", valueName: "role"))
  var role: String

  @Argument(help: ArgumentHelp("The name, in every way it is written.", valueName: "name"))
  var names: [String]

  @OptionGroup var store: StoreOptions

  func run() throws {
    let client = try store.open()
    var people = try client.storedPeople()
    people.append(try StoredPerson(checkingRole: role, names: names))
    try client.setPeople(people)
    if store.isJSON { return store.output.print(["people": .number(JSONNumber(people.count))]) }
    store.output.line(
      "Added. The list has \(people.count.of("person", "people")) and stays on this computer.",
      .good)
  }
}

/// `candour known-people import`
struct KnownPeopleImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Replace the list by a file: a role and names on each line.",
    discussion: """
      A CSV with the header role,name: one person a line; further columns are further ways to write \
      the name.

      EXAMPLES
        candour known-people import staff.csv
      """)

  @Argument(
    help: ArgumentHelp("A CSV file; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var file: String

  @OptionGroup var store: StoreOptions

  func run() throws {
    let client = try store.open()
    let people = try StoredPerson.people(in: try CSVTable(try Input.bytes(file)))
    let earlier = try client.storedPeople().count
    try client.setPeople(people)
    if store.isJSON { return store.output.print(["people": .number(JSONNumber(people.count))]) }
    store.output.line(
      "The list now has \(people.count.of("person", "people")) (before: \(earlier)). It stays on this "
        + "computer.", .good)
  }
}

/// `candour known-people list`
struct KnownPeopleList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the list.",
    discussion: """
      EXAMPLES
        candour known-people list
      """)

  @OptionGroup var store: StoreOptions

  func run() throws {
    let people = try store.open(for: .reading).storedPeople()
    if store.isJSON {
      return store.output.print(
        .array(
          people.map { person in
            [
              "number": .number(JSONNumber(person.number)), "role": .string(person.role),
              "names": JSONValue(person.names),
            ]
          }))
    }
    guard !people.isEmpty else {
      return store.output.line(
        "The list is empty. Add somebody: candour known-people add ROLE NAME")
    }
    var table = Table([.number("no."), .text("role"), .flexible("names")])
    for person in people {
      table.add([
        .init(person.number), .init(person.role), .init(person.names.joined(separator: ", ")),
      ])
    }
    store.output.table(table)
  }
}

/// `candour known-people remove`
struct KnownPeopleRemove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a person by the number that the list shows.",
    discussion: """
      EXAMPLES
        candour known-people remove 3
      """)

  @Argument(help: ArgumentHelp("The number, from 1.", valueName: "n"))
  var number: Int

  @OptionGroup var store: StoreOptions

  func run() throws {
    let client = try store.open()
    var people = try client.storedPeople()
    guard people.indices.contains(number - 1) else {
      throw CommandFailure.unusable(
        "The list has \(people.count.of("person", "people")); there is no number \(number).")
    }
    people.remove(at: number - 1)
    try client.setPeople(people)
    if store.isJSON { return store.output.print(["people": .number(JSONNumber(people.count))]) }
    store.output.line("Removed. The list has \(people.count.of("person", "people")).", .good)
  }
}
