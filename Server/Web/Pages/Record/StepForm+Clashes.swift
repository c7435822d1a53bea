internal import IRMER
internal import Records
internal import Screens

// What a form that came too late is compared with: part by part, the record as it is now and what was
// entered.

extension StepForm.Clash {
  /// Elements of a list that are shown: the latest.
  private static let elementsMax = 5

  static func all(_ action: IncidentAction, on snapshot: RecordSnapshot) -> [StepForm.Clash] {
    switch action {
    case .note(let text): [added(to: "notes", [("notes/-/text", text)], snapshot)]
    case .set(let values, _, _, _, _):
      set(values.filter { !$0.path.contains("/-") }, snapshot)
        + lists(in: values).map { list in
          added(to: list, values.filter { $0.path.hasPrefix(list + "/-") }, snapshot)
        }
    default: []
    }
  }

  /// Fields that the form sets, and those beside them that somebody else may have set.
  private static func set(
    _ values: [(path: String, value: String)], _ snapshot: RecordSnapshot
  ) -> [StepForm.Clash] {
    let shown = snapshot.fields
    let mine = values.compactMap { path, value -> StepForm.Clash? in
      let now = shown[path].map(FormFields.text) ?? ""
      return now == value ? nil : clash(path, now: now, yours: value)
    }
    let paths = Set(values.map(\.path))
    let parts = Set(paths.compactMap(part))
    let beside = shown.members.compactMap { path, value -> StepForm.Clash? in
      guard !paths.contains(path), let part = part(of: path), parts.contains(part) else {
        return nil
      }
      return clash(path, now: FormFields.text(value), yours: "")
    }
    return mine + beside
  }

  private static func clash(_ path: String, now: String, yours: String) -> StepForm.Clash {
    StepForm.Clash(
      label: Wording.displayText(FieldLabel.displayText(path)), now: now.isEmpty ? "nothing" : now,
      yours: yours.isEmpty ? "nothing" : yours)
  }

  /// The part of a record that one form is about; `nil` for a field that is a part of its own.
  private static func part(of path: String) -> String? {
    var keys = path.split(separator: "/")
    if let place = keys.firstIndex(of: "informing"), keys.count > place + 2 {
      keys = Array(keys.prefix(place + 3))
    } else if let place = keys.firstIndex(of: "dutyOfCandour") {
      keys = Array(keys.prefix(place + 1))
    } else {
      return nil
    }
    return keys.joined(separator: "/")
  }

  // MARK: What a form adds

  private static func lists(in values: [(path: String, value: String)]) -> [String] {
    var lists: [String] = []
    for (path, _) in values {
      guard let end = path.firstRange(of: "/-") else { continue }
      let list = String(path[..<end.lowerBound])
      if !lists.contains(list) { lists.append(list) }
    }
    return lists
  }

  /// What the list holds now, beside the new element.
  private static func added(
    to list: String, _ values: [(path: String, value: String)], _ snapshot: RecordSnapshot
  ) -> StepForm.Clash {
    var elements: [Int: [String]] = [:]
    for (path, value) in snapshot.fields.members where path.hasPrefix(list + "/") {
      guard let position = path.dropFirst(list.count + 1).split(separator: "/").first,
        let number = Int(position)
      else { continue }
      elements[number, default: []].append(FormFields.text(value))
    }
    let lines = elements.sorted { $0.key < $1.key }.map { number, words in
      "\(number + 1): \(words.joined(separator: "; "))"
    }
    let earlier = lines.count - elementsMax
    let now =
      (earlier > 0 ? ["(\(Wording.count(earlier, "earlier one", "earlier ones")))"] : [])
      + lines.suffix(elementsMax)
    return StepForm.Clash(
      label: Wording.displayText(FieldLabel.displayText(list)),
      now: now.isEmpty ? "nothing" : now.joined(separator: "\n"),
      yours: "One more: " + values.map(\.value).joined(separator: "; "))
  }
}
