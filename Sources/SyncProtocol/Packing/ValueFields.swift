/// The order of the values of packed entries: field after field, and within each field entry after
/// entry. The values of one field are similar in many records, and compress well together.
///
/// Fields are numbered in the order in which the shapes name their paths first. A reason is a value
/// too, of a field without a path.
struct ValueFields {
  /// For each shape, the field of each of its values in their order.
  private(set) var ofShapes: [[Int]] = []
  private var numbers: [[UInt8]: Int] = [:]

  /// - Parameter paths: of the values of the next shape, as shapes write them; empty for the reason.
  mutating func add(shapeWith paths: [[UInt8]]) {
    ofShapes.append(
      paths.map { path in
        let number = numbers[path] ?? numbers.count
        numbers[path] = number
        return number
      })
  }

  /// Values in the order of entries, rearranged by field.
  ///
  /// - Parameter shapes: the shape of each entry, from 0.
  func arranged(
    _ values: [UInt8], of shapes: some Sequence<Int>
  ) throws(NotCanonical) -> [UInt8] {
    var fields = [[UInt8]](repeating: [], count: numbers.count)
    var reader = CanonicalReader(values)
    for shape in shapes {
      for field in ofShapes[shape] {
        fields[field].append(delimited: values[try reader.lengthDelimited()])
      }
    }
    return Array(fields.joined())
  }

  /// The position of each value, in the order of entries again.
  func places(
    in values: [UInt8], of shapes: some Collection<Int>
  ) throws(NotCanonical) -> [Range<Int>] {
    var counts = [Int](repeating: 0, count: numbers.count)
    var total = 0
    for shape in shapes {
      total += ofShapes[shape].count
      // Each takes at least one byte: a larger count is impossible and is refused before counting.
      guard total <= values.count else { throw NotCanonical() }
      for field in ofShapes[shape] { counts[field] += 1 }
    }
    var reader = CanonicalReader(values)
    var found: [[Range<Int>]] = []
    for count in counts {
      var places: [Range<Int>] = []
      for _ in 0..<count { places.append(try reader.lengthDelimited()) }
      found.append(places)
    }
    guard reader.isAtEnd else { throw NotCanonical() }
    var next = [Int](repeating: 0, count: counts.count)
    var result: [Range<Int>] = []
    for shape in shapes {
      for field in ofShapes[shape] {
        result.append(found[field][next[field]])
        next[field] += 1
      }
    }
    return result
  }
}
