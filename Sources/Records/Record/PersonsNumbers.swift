extension BinaryInteger {
  /// As people read it, with a comma between thousands: `51,148`. Files and interfaces have the plain digits.
  public var grouped: String {
    let digits = Array(magnitude.description.utf8)
    var text = self < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
      text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return text
  }
}
