public import Records

extension SiteClient {
  /// The licences, equipment and local margins that are known here.
  public func registers() throws(SiteError) -> SiteRegisters {
    SiteRegisters(
      licences: LicenceRegister(try records(.licence)),
      equipment: EquipmentRegister(try records(.equipment)),
      margins: MarginRegister(try records(.margin)))
  }
}
