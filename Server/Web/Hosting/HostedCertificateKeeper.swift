internal import Aggregation
internal import FoundationEssentials
internal import Logging
internal import Replication
internal import ServiceLifecycle
internal import UnixSignals

/// Checks the certificates of all trusts once a day and on SIGHUP; see ``CertificateKeeper``.
struct HostedCertificateKeeper: Service {
  let directory: TrustDirectory
  let centres: CentreSet<CentreApplication>
  let metrics: Metrics
  let logger: Logger

  func run() async throws {
    await look()
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sighup) { await look() }
        }
        group.addTask {
          while (try? await Task.sleep(for: .seconds(86_400))) != nil { await look() }
        }
      }
    }
  }

  private func look() async {
    let failed = await directory.renew { trust, work in
      try await centres.use(trust, for: .upkeep) { try await work($0.centre) }
    }
    for trust in failed {
      logger.error(
        "the certificate could not be renewed; the one before goes on",
        metadata: ["trust": "\(trust)"])
    }
    for name in directory.contestedNames {
      logger.error(
        "the certificates of several trusts carry one host name; it leads to none of them",
        metadata: ["host": "\(name)"])
    }
    for name in directory.folder.misnamed() {
      logger.error(
        "a folder is not named by its trust's code and is not served",
        metadata: ["folder": "\(name)"])
    }
    let now = Int(Date.now.timeIntervalSince1970)
    for (trust, expiry) in directory.expiries {
      metrics.labelled("trust", trust.code).set(
        Double(expiry), of: "candour_certificate_expiry_seconds")
      let left = expiry - now
      guard left < CertificateKeeper.warningSeconds else { continue }
      logger.warning(
        "the certificate runs out",
        metadata: ["trust": "\(trust)", "days": "\(left / 86_400)"])
    }
  }
}
