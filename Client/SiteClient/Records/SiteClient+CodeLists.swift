internal import IRMER
public import Records

// Lists of codes that the site imported: stored beside its store, and never sent.

extension SiteClient {
  public nonisolated func codeLists() -> [CodeList] {
    let json = codeListFile.contents().flatMap { try? JSONValue(parsing: $0) }
    return (json?["lists"]?.array ?? []).compactMap(CodeList.init)
  }

  public nonisolated func setCodeLists(_ lists: [CodeList]) throws(SiteError) {
    if lists.isEmpty { return codeListFile.remove() }
    let document: JSONValue = [
      "version": 1, "lists": .array(lists.sorted { $0.name < $1.name }.map(\.json)),
    ]
    try codeListFile.write(document.serialized(.pretty) + "\n")
  }

  private nonisolated var codeListFile: PrivateFile {
    PrivateFile(path: folder + "/code-lists.json")
  }
}
