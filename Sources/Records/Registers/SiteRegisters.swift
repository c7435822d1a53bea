/// What is known of licences, equipment and local margins, to look an incident up in.
public struct SiteRegisters: Sendable {
  public let licences: LicenceRegister
  public let equipment: EquipmentRegister
  public let margins: MarginRegister

  public init(
    licences: LicenceRegister = LicenceRegister([]), equipment: EquipmentRegister = .empty,
    margins: MarginRegister = .empty
  ) {
    (self.licences, self.equipment, self.margins) = (licences, equipment, margins)
  }
}
