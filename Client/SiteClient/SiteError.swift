public import RecordStore
public import Records
internal import SyncProtocol

/// Why a site's client could not do what was asked. Everything that was stored is kept.
public enum SiteError: Error, Sendable {
  /// The local store: absent, damaged, full, or it has no such record.
  case store(StoreError)
  /// The value to be written is not possible, or the process does not allow it.
  case invalid(ValidationError)
  /// The record exists, but is of another kind.
  case otherKind(identifier: String, is: RecordKind, not: RecordKind)
  /// The text is not a valid address of a centre.
  case address(CentreAddress.VerificationFailure)
  /// The centre could not be reached, or its certificate could not be trusted.
  case transport(TransportError)
  /// The centre reports that it cannot answer at present: HTTP 5xx or 429.
  case unavailable(status: Int)
  /// The centre is starting again, is being upgraded, or its database is moving to another server.
  case startingAgain
  /// The centre refused, with its reason.
  case refused(CentreRefusal)
  /// Something other than a centre answered: perhaps a proxy or a guest network in between.
  case notTheCentre(status: Int)
  /// The centre uses a version of the protocol that this one does not know.
  case incompatible(version: UInt32)
  /// A bundle that failed verification: nothing of it was written, unless the file was changed while
  /// it was read.
  case bundle(BundleRefusal)
  /// The centre sent logs that fail verification: log → why.
  case unproven([String: String])
  /// Several rounds changed nothing, and both sides still differ.
  case stuck
  /// This store never joined a centre.
  case notEnrolled
  /// The centre revoked this replica; what was pending is in quarantine there.
  case revoked
  /// The store in the folder belongs to the site of this code.
  case otherSite(String)
  /// Another synchronisation of this store is running.
  case syncInProgress
  case cancelled

  /// Whether the same call may succeed later without anyone changing anything.
  public var isTransient: Bool {
    switch self {
    case .transport(let error): error.isTransient
    case .unavailable, .startingAgain, .notTheCentre, .syncInProgress, .stuck: true
    case .store(.busy): true
    case .store, .invalid, .otherKind, .address, .refused, .incompatible, .bundle, .unproven,
      .notEnrolled, .revoked, .otherSite, .cancelled:
      false
    }
  }
}

/// Why a bundle was refused.
public struct BundleRefusal: Hashable, Sendable {
  /// In kebab-case.
  public let code: String
  /// The explanation for a person.
  public let text: String

  init(_ error: BundleError) {
    code = error.code
    text = error.description
  }

  /// - Returns: `nil` for an error that is not about that one bundle: nothing after it would succeed
  ///   either.
  init?(enclosed error: any Error) {
    switch error {
    case BundleError.unreadable: return nil
    case let error as BundleError: (code, text) = (error.code, error.description)
    case StoreError.tooLarge(let detail): (code, text) = ("bundle-not-kept", detail)
    default: return nil
    }
  }
}

extension SiteError {
  /// Classifies an answer that was sent as a message of the protocol and cannot be read as one.
  init(_ violation: ProtocolViolation) {
    // No version of the protocol is 0: an empty body is read as that.
    if case .version(let version) = violation, version > 0 {
      self = .incompatible(version: version)
    } else {
      self = .notTheCentre(status: 200)
    }
  }
}

/// Runs work on the store and converts its errors.
func storing<T>(_ body: () throws(StoreError) -> T) throws(SiteError) -> T {
  do throws(StoreError) { return try body() } catch { throw .store(error) }
}

/// Runs a check of what is to be written and converts its errors.
func validating<T>(_ body: () throws(ValidationError) -> T) throws(SiteError) -> T {
  do throws(ValidationError) { return try body() } catch { throw .invalid(error) }
}
