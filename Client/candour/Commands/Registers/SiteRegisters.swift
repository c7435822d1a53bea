import Records
import SiteClient

/// What is known of licences and equipment, to look an incident up in.
struct SiteRegisters {
  var licences = LicenceRegister([])
  var equipment = EquipmentRegister.empty
}

extension SiteClient {
  func registers() throws -> SiteRegisters {
    SiteRegisters(
      licences: LicenceRegister(try records(.licence)),
      equipment: EquipmentRegister(try records(.equipment)))
  }
}
