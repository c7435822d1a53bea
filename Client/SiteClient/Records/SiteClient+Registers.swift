public import Records

extension SiteClient {
  /// What is known here of licences, equipment and local margins.
  public func registers() throws(SiteError) -> SiteRegisters {
    SiteRegisters(
      licences: LicenceRegister(try records(.licence)),
      equipment: EquipmentRegister(try records(.equipment)),
      margins: MarginRegister(try records(.margin)))
  }
}
