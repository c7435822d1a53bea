/// Sets of a record that are kept as ascending arrays: they are stored in that order, so reading
/// and writing them takes no hashing and no sorting.
extension Array where Element: Comparable {
  /// The index of an element, or where to insert it.
  func sortedPlace(of element: Element) -> Int {
    // New elements mostly come last.
    if let last, last < element { return count }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func sortedContains(_ element: Element) -> Bool {
    let place = sortedPlace(of: element)
    return place < count && self[place] == element
  }

  /// - Returns: whether the element is new.
  @discardableResult
  mutating func sortedInsert(_ element: Element) -> Bool {
    let place = sortedPlace(of: element)
    if place < count, self[place] == element { return false }
    insert(element, at: place)
    return true
  }

  /// Adds elements that are not here yet, in one pass.
  ///
  /// - Parameter fresh: ascending, each once.
  mutating func sortedMerge(_ fresh: [Element]) {
    guard let first = fresh.first else { return }
    guard let last, first < last else { return append(contentsOf: fresh) }
    var merged: [Element] = []
    merged.reserveCapacity(count + fresh.count)
    var rest = self[...]
    for element in fresh {
      while let next = rest.first, next < element { merged.append(rest.removeFirst()) }
      merged.append(element)
    }
    self = merged + rest
  }

  /// Ascending, each once.
  func sortedUnique() -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(count)
    for element in sorted() where result.last != element { result.append(element) }
    return result
  }
}
