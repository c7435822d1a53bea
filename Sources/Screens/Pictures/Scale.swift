internal import Glibc

/// Converts values to positions in a chart.
package struct Scale {
  package let values: ClosedRange<Double>
  package let places: (from: Double, to: Double)

  package init(values: ClosedRange<Double>, places: (from: Double, to: Double)) {
    (self.values, self.places) = (values, places)
  }

  package func callAsFunction(_ value: Double) -> Double {
    let span = values.upperBound - values.lowerBound
    guard span > 0 else { return (places.from + places.to) / 2 }
    let share = (min(max(value, values.lowerBound), values.upperBound) - values.lowerBound) / span
    return places.from + share * (places.to - places.from)
  }

  /// Positions of this many points side by side.
  package static func steps(_ count: Int, from: Double, to: Double) -> (Int) -> Double {
    guard count > 1 else { return { _ in (from + to) / 2 } }
    let step = (to - from) / Double(count - 1)
    return { from + Double($0) * step }
  }

  /// A round number at or above a value: 1, 2 or 5 times a power of ten.
  package static func rounded(above value: Double) -> Double {
    guard value > 1 else { return 1 }
    let power = pow(10, floor(log10(value)))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= value } ?? value
  }
}

extension Picture {
  /// The box of a chart, and its vertical scale from zero to a round number.
  package struct Frame {
    package static let (left, right, top, bottom) = (48.0, 628.0, 28.0, 180.0)
    package let y: Scale

    package init(highest: Double) {
      y = Scale(
        values: 0...Scale.rounded(above: highest), places: (Self.bottom, Self.top))
    }
  }

  /// The axes with the numbers at their ends.
  package mutating func axes(_ frame: Frame, first: String, last: String) {
    line(Frame.left, Frame.bottom, Frame.right, Frame.bottom, .axis)
    line(Frame.left, Frame.top, Frame.left, Frame.bottom, .axis)
    text(Frame.left - 6, Frame.bottom, "0", .label, .end)
    text(Frame.left - 6, Frame.top + 5, Self.text(frame.y.values.upperBound), .label, .end)
    text(Frame.left, Frame.bottom + 18, first)
    if last != first { text(Frame.right, Frame.bottom + 18, last, .label, .end) }
  }

  /// A vertical line where the criteria changed: otherwise a new threshold looks like an
  /// improvement.
  package mutating func mark(_ x: Double, _ words: String) {
    line(x, Frame.top, x, Frame.bottom, .mark)
    text(x, Frame.top - 8, words, .label, x > 400 ? .end : .mark)
  }

  package mutating func level(_ value: Double, _ frame: Frame, _ style: Style) {
    line(Frame.left, frame.y(value), Frame.right, frame.y(value), style)
  }
}

/// The same for values that span powers of ten.
package struct LogarithmicScale {
  private let scale: Scale

  /// - Parameter values: above zero.
  init(values: ClosedRange<Double>, places: (from: Double, to: Double)) {
    scale = Scale(values: log10(values.lowerBound)...log10(values.upperBound), places: places)
  }

  package func callAsFunction(_ value: Double) -> Double { scale(log10(max(value, 1e-9))) }
}
