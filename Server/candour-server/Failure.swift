import Aggregation
import ArgumentParser
import FoundationEssentials
import Glibc
import RecordStore
import Records
import SyncProtocol
import Web

/// Why a command failed, with the exit code that scripts rely on.
struct Failure: Error {
  enum Exit: Int32 {
    /// The work failed.
    case failed = 1
    /// The command line or an input is not usable; nothing was changed.
    case unusable = 2
    /// The store is damaged or was altered; nothing was written.
    case damaged = 5
  }

  let exit: Exit
  /// In kebab-case.
  let code: String
  let message: String

  static func unusable(_ code: String, _ message: String) -> Failure {
    Failure(exit: .unusable, code: code, message: message)
  }

  static func failed(_ code: String, _ message: String) -> Failure {
    Failure(exit: .failed, code: code, message: message)
  }

  /// The explanation of an error for a person, whatever threw it.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as StoreError: self.init(error)
    case let unavailable as TrustUnavailable: self.init(unavailable.reason)
    case EditRefusal.invalid(let error): self = .unusable(error.code, "\(error.message).")
    case let error as BundleError: self = .unusable(error.code, "\(error). Nothing was written.")
    case let error as UnusableCertificate: self = .unusable("unusable-certificate", error.reason)
    case let error as AddressUnavailable: self = .failed(error.code, error.reason)
    default: self = .failed("failed", "\(error)")
    }
  }

  init(exit: Exit, code: String, message: String) {
    (self.exit, self.code, self.message) = (exit, code, message)
  }

  private init(_ error: StoreError) {
    switch error {
    case .absent(let folder):
      self = .unusable("no-store", "There is no centre in \(folder). Make one with init.")
    case .present(let folder):
      self = .unusable(
        "store-exists", "There is a centre in \(folder) already; it was not touched.")
    case .damaged(let detail):
      self.init(
        exit: .damaged, code: "store-damaged",
        message: "The store is damaged or was altered (\(detail)). Nothing was written. "
          + "Restore the last backup into an empty folder; a store in PostgreSQL is recovered to a "
          + "moment before by who runs the database.")
    case .full:
      self = .failed("no-room", "The disk that holds the store is full. Nothing was changed.")
    case .noRoom(let detail):
      self = .failed("no-room", "No room is left for \(detail). Nothing was changed.")
    case .notOverwritten(let detail):
      self = .unusable("not-overwritten", "\(detail). Nothing was written.")
    case .networkDisk(let detail):
      self = .unusable(
        "network-disk",
        "\(detail). Two machines would overwrite each other's entries there; use a disk of this "
          + "machine. Nothing was written.")
    case .busy:
      self = .failed("busy", "Another process holds the store. Try again.")
    case .uncertain:
      self = .failed(
        "uncertain",
        "The database did not confirm the commit: it is not known whether this was stored. Look "
          + "before you repeat it.")
    case .unreachable(let detail): self = .failed("unreachable", "\(detail). Try again.")
    case .inaccessible(let detail): self = .failed("inaccessible", detail)
    case .notDurable(let detail):
      self = .failed(
        "not-durable",
        "The store cannot be written safely: SQLite's \(detail). Nothing was written. "
          + "Install SQLite as your system ships it.")
    case .tooNew(let version):
      self = .failed("store-too-new", "The store was written by a later version (\(version)).")
    case .unknown(let identifier):
      self = .unusable("unknown-identifier", "\(identifier) is not known here.")
    case .ambiguous(let identifier, let records):
      self = .unusable(
        "ambiguous-identifier",
        "\(identifier) fits more than one record: "
          + "\(RecordKey.names(of: records).joined(separator: ", ")).")
    case .reasonRequired(let path):
      self = .unusable("reason-required", "settling the conflict at \(path) needs a reason")
    case .tooLarge(let detail): self = .unusable("too-large", detail)
    }
  }

  private struct Document: Encodable {
    struct Body: Encodable {
      let code: String
      let message: String
      let field: String?

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
        try container.encode(field, forKey: .field)
      }

      enum CodingKeys: String, CodingKey { case code, message, field }
    }

    let error: Body
  }

  /// Reports the error on standard error and ends the process.
  static func end(with error: any Error) -> Never {
    let code = CandourServer.exitCode(for: error)
    if code == .success || error is CleanExit || error is ExitCode {
      CandourServer.exit(withError: error)
    }
    let isOurs =
      error is Failure || error is StoreError || error is TrustUnavailable || error is BundleError
      || error is EditRefusal
      || error is UnusableCertificate || error is AddressUnavailable
    let isUsage = !isOurs && code == .validationFailure
    let failure =
      isUsage
      ? Failure.unusable("usage", CandourServer.message(for: error)) : Failure(error)
    if CommandLine.arguments.contains("--json") {
      let body = Document.Body(code: failure.code, message: failure.message, field: nil)
      StandardError.write(Output.json(Document(error: body)) + "\n")
    } else if isUsage {
      StandardError.write(CandourServer.fullMessage(for: error) + "\n")
    } else {
      StandardError.write("candour-server: \(failure.message)\n")
    }
    Glibc.exit(failure.exit.rawValue)
  }
}
