internal import IRMER
public import Records

// Lists of codes that the site imported: stored beside its store, and never sent.

extension SiteClient {
  /// The lists that were imported here.
  ///
  /// - Throws: ``SiteError/store(_:)`` where there is a file of lists that cannot be read, or that
  ///   this version does not understand to its end.
  public nonisolated func codeLists() throws(SiteError) -> [CodeList] {
    guard let json = try codeListFile.contents() else { return [] }
    let lists = json["lists"]?.array?.map(CodeList.init)
    guard json["version"]?.integer ?? 1 == 1, let lists, !lists.contains(where: { $0 == nil })
    else { throw codeListFile.unreadable }
    return lists.compactMap(\.self)
  }

  /// Replaces all of them.
  ///
  /// - Throws: as ``codeLists()``: a file that cannot be read is not written over.
  public nonisolated func setCodeLists(_ lists: [CodeList]) throws(SiteError) {
    _ = try codeLists()
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
