/// A page of guidance that the sources name.
public struct GuidanceLink: Hashable, Sendable {
  /// Title and publisher.
  public let title: String
  /// The publisher's site; the sources give no deeper address.
  public let address: String
  /// Where it is named.
  public let source: String

  /// The pages that the two documents of ``SourceDocument`` name.
  public static let shipped = [
    GuidanceLink(
      title: "The Royal College of Radiologists: clinical audit", address: "https://www.rcr.ac.uk",
      source:
        "the audit procedure: “The RCR website provides useful links to resources for clinical audit including "
        + "the HQIP”"),
    GuidanceLink(
      title: "Healthcare Quality Improvement Partnership (HQIP)",
      address: "https://www.hqip.org.uk",
      source: "named by the audit procedure beside the RCR"),
  ]
}
