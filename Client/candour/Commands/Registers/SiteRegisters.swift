import Records
import SiteClient

/// What is known of licences, equipment and local margins, to look an incident up in.
struct SiteRegisters {
  var licences = LicenceRegister([])
  var equipment = EquipmentRegister.empty
  var margins = MarginRegister.empty
}

extension SiteClient {
  func registers() throws -> SiteRegisters {
    SiteRegisters(
      licences: LicenceRegister(try records(.licence)),
      equipment: EquipmentRegister(try records(.equipment)),
      margins: MarginRegister(try records(.margin)))
  }
}
