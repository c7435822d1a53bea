internal import CPowerCut
internal import Foundation

/// A machine of the test's own, whose power can be cut: what SQLite writes in its folder and does
/// not flush may then be lost or torn. See `PowerCut.h`.
///
/// Only this process sees unflushed data, and `Foundation` sees only flushed data: call
/// ``writeBack(_:)`` before a file is copied.
public final class Machine: Sendable {
  private let number: Int32

  /// - Precondition: the folder exists, and no store in it is open.
  public init(folder: String) {
    number = power_cut_add_machine(folder)
    precondition(number >= 0, "there is no folder \(folder), or too many machines")
  }

  deinit { power_cut_remove_machine(number) }

  /// Creates the folder, and a machine for it.
  public static func made(in folder: String) throws -> Machine {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return Machine(folder: folder)
  }

  /// Cuts the power in the middle of what follows: before a write, truncation or flush, after this
  /// many more of them.
  public func cutPower(after operations: Int, seed: UInt64) {
    power_cut_arm(number, Int32(operations), seed)
  }

  /// Cuts the power when the next flush is done, before its caller is informed.
  public func cutPowerAtFlush(seed: UInt64) { power_cut_arm_at_flush(number, seed) }

  public func cutPower(seed: UInt64) { power_cut_now(number, seed) }

  /// Forgets a cut that did not happen.
  public func forgetCut() { power_cut_disarm(number) }

  public var isOff: Bool { power_cut_is_off(number) != 0 }

  /// - Precondition: every store that was open at the cut is closed.
  public func turnOn() { power_cut_turn_on(number) }

  /// How often a file of this machine was flushed.
  public var flushes: Int { Int(power_cut_flushes(number)) }
  /// Writes that are not flushed.
  public var pendingWrites: Int { Int(power_cut_pending(number)) }
  /// What the last cut lost.
  public var droppedWrites: Int { Int(power_cut_dropped(number)) }
  public var tornWrites: Int { Int(power_cut_torn(number)) }

  /// Lets the system write back unflushed data of a folder's files, as it may at any time.
  public static func writeBack(_ folder: String) { power_cut_write_back(folder) }
}
