internal import Aggregation
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Checks the serving certificate once a day and on SIGHUP: signs a new one where this centre's
/// authority does that, reads the files again, and warns in good time before expiry.
struct CertificateKeeper: Service {
  /// This long before expiry, the log and `candour_certificate_expiry_seconds` warn a person.
  static let warningSeconds = 30 * 86_400

  let certificate: ServingCertificate
  /// The folder whose authority signs a new certificate; `nil` where somebody else does.
  let folder: TLSFolder?
  /// The centre whose servers share the certificate, in its database.
  var centre: Centre?
  let metrics: Metrics
  let logger: Logger
  var interval: Duration = .seconds(86_400)

  func run() async throws {
    await look()
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sighup) { await look() }
        }
        group.addTask {
          while (try? await Task.sleep(for: interval)) != nil { await look() }
        }
      }
    }
  }

  /// One check: the result is in the log and in the metrics.
  func look(now: Date = .now) async {
    do {
      try await folder?.renewIfDue(now: now, sharedBy: centre)
      try certificate.reload()
    } catch {
      logger.error(
        "the certificate could not be read again; the one before goes on",
        metadata: ["error": "\(type(of: error))"])
    }
    let left = certificate.expiry - Int(now.timeIntervalSince1970)
    metrics.set(Double(certificate.expiry), of: "candour_certificate_expiry_seconds")
    let days: Logger.Metadata = ["days": "\(left / 86_400)"]
    if left < Self.warningSeconds {
      logger.warning("the certificate runs out", metadata: days)
    } else {
      logger.info("the certificate was read", metadata: days)
    }
  }
}
