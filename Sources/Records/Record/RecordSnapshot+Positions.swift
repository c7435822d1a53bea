package import Replication

extension RecordSnapshot {
  /// Paths with positions in place of elements' identifiers: `individuals/0/kind`.
  ///
  /// Elements that the record does not have, of an entry that is not merged, are numbered after its
  /// own, in the order of the paths.
  package func displayPaths(of paths: [FieldPath]) -> [String] {
    var added: [String: Int] = [:]
    var counts: [String: Int] = [:]
    return paths.map { path in
      var (place, shown) = ("", [String]())
      var isKnown = true
      for (component, own) in zip(path.components, tree.displayPath(of: path).split(separator: "/"))
      {
        let list = place
        place += "/" + component
        guard FieldPath.isElement(component), FieldPath.isElement(own) else {
          shown.append(String(own))
          continue
        }
        let number = added[place] ?? counts[list] ?? (isKnown ? elementCount(at: list) : 0)
        if added[place] == nil { counts[list] = number + 1 }
        added[place] = number
        shown.append("\(number)")
        isKnown = false
      }
      return shown.joined(separator: "/")
    }
  }

  /// How many elements the list at a path of the log has.
  private func elementCount(at list: String) -> Int {
    var index = 0
    for component in list.split(separator: "/") {
      guard let child = tree.child(component, of: index) else { return 0 }
      index = child
    }
    return tree.nodes[index].children.count
  }
}
