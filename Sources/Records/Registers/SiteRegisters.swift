/// The registers of licences, equipment and local margins, to check an incident against.
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
