// One import is enough for a program: every type that is used here comes with it.
import SiteClient
import TestSupport
import Testing

@Suite("Typed records")
struct TypedRecordTests {
  private let trust: TestTrust

  init() throws { trust = try TestTrust() }

  private func site() async throws -> SiteClient {
    try await SiteClient.open(
      at: trust.folder.path("site"), Site("RBD01", nation: .england, role: "radiographer"),
      environment: trust.environment())
  }

  private func accidental(_ client: SiteClient, dose: String) throws -> Incident {
    try Incident {
      $0.discoveredOn = client.today
      $0.modality = .ct
      $0.individuals = [
        try Incident.Person {
          $0.kind = .patient
          $0.exposure = .accidental
          $0.ageAtExposure = 40
          $0.effectiveDose = try Quantity(dose)
        }
      ]
    }
  }

  @Test func `what was logged is read with its types and digits`() async throws {
    let client = try await site()
    let logged = try await client.log(try accidental(client, dose: "9.60"))

    let read = try #require(try await client.record(named: logged.reference).incident)

    #expect(read.modality == .ct && read.discoveredOn == client.today)
    let person = try #require(read.individuals?.first)
    #expect(person.exposure == .accidental && person.ageAtExposure == 40)
    #expect(person.effectiveDose?.description == "9.60")
    #expect(read.room == nil)
    #expect(logged.snapshot.audit == nil)
  }

  @Test func `an edit writes what is other, and nothing else`() async throws {
    let client = try await site()
    let logged = try await client.log(try accidental(client, dose: "9.6"))

    let written = try await client.edit(logged.snapshot, Incident.self) {
      $0.room = "CT 2"
      $0.individuals?[0].ageAtExposure = 41
      $0.modality = .ct
    }

    let snapshot = try await client.record(named: logged.reference)
    let history = try await client.history(of: snapshot)
    #expect(written != nil)
    let changed = history.last.map { $0.changes.map(\.path) } ?? []
    #expect(Set(changed) == ["room", "individuals/0/ageAtExposure"])
    #expect(snapshot.incident?.individuals?.first?.ageAtExposure == 41)
    #expect(snapshot.incident?.individuals?.first?.effectiveDose?.description == "9.6")
    #expect(try await client.edit(snapshot, Incident.self) { $0.modality = .ct } == nil)
  }

  @Test func `a field that is taken away is gone, and an unknown one stays`() async throws {
    let client = try await site()
    var incident = try accidental(client, dose: "9.6")
    incident.room = "CT 1"
    incident.document["organisationType"] = "NHS"
    let logged = try await client.log(incident)

    try await client.edit(logged.snapshot, Incident.self) { $0.room = nil }

    let after = try #require(try await client.record(named: logged.reference).incident)
    #expect(after.room == nil)
    #expect(after.document["organisationType"] == "NHS")
  }

  @Test func `an audit is planned with its standards`() async throws {
    let client = try await site()
    let logged = try await client.log(
      Audit {
        $0.title = "Clinical evaluation within 24 hours"
        $0.programmeYear = 2026
        $0.objectives = ["Improvement in the quality of patient care"]
        $0.standards = [
          Audit.Standard {
            $0.id = "S1"
            $0.text = "A clinical evaluation is recorded within 24 hours of the exposure"
            $0.target = 100
            $0.source = "IR(ME)R Regulation 12(9)"
          }
        ]
      })

    let read = try #require(try await client.record(named: logged.reference).audit)
    #expect(read.standards?.first?.id == "S1")
    #expect(read.programmeYear == 2026)
  }

  // MARK: The schema

  /// The paths of typed fields, with those of their elements.
  private func paths(_ fields: Any, below prefix: String = "") -> [String] {
    Mirror(reflecting: fields).children.flatMap { child -> [String] in
      let path = Mirror(reflecting: child.value).children.first?.value as? String ?? ""
      switch child.value {
      case is TypedField<[Incident.Person]>:
        return paths(Incident.Person.fields, below: "\(path)/-/")
      case is TypedField<[Audit.Standard]>:
        return paths(Audit.Standard.fields, below: "\(path)/-/")
      case is TypedField<[String]>: return [prefix + path + "/-"]
      default: return [prefix + path]
      }
    }
  }

  @Test func `every typed field is a field of the schema that a person may write`() {
    for (kind, fields) in [
      (RecordKind.incident, Incident.fields as Any), (RecordKind.audit, Audit.fields as Any),
    ] {
      let listing = RecordSchema.listing(of: kind)
      let writable = Set(listing.filter { !$0.isFixed }.map(\.path))
      let typed = paths(fields)
      #expect(typed.count > 20)
      #expect(Set(typed).count == typed.count)
      for path in typed { #expect(writable.contains(path), "\(kind) has no \(path)") }
    }
  }

  @Test func `every word of a choice has its case`() {
    func words(_ path: String) -> Set<String> {
      Set(RecordSchema.listing(of: .incident).first { $0.path == path }?.words ?? [])
    }
    #expect(words("modality") == Set(Modality.allCases.map(\.rawValue)))
    #expect(words("nation") == Set(Nation.allCases.map(\.rawValue)))
    #expect(words("individuals/-/kind") == Set(Individual.Kind.allCases.map(\.rawValue)))
    #expect(words("individuals/-/exposure") == Set(Individual.Exposure.allCases.map(\.rawValue)))
    #expect(
      words("individuals/-/tissueReaction/observed")
        == Set(TissueReaction.Observed.allCases.map(\.rawValue)))
    #expect(
      words("individuals/-/geographicalMiss/extent")
        == Set(GeographicalMiss.Extent.allCases.map(\.rawValue)))
    #expect(
      words("clinicallySignificant")
        == Set(IncidentFacts.ClinicalSignificance.allCases.map(\.rawValue)))
  }
}
