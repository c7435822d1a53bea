extension TrendReport {
  /// One page of trends.
  enum View: String, CaseIterable {
    case months, rareEvents = "rare-events", causes, sites, audits

    var title: String {
      switch self {
      case .months: "By month"
      case .rareEvents: "Rare events"
      case .causes: "Codes and causes"
      case .sites: "Compare sites"
      case .audits: "Audit results"
      }
    }

    var lead: String {
      switch self {
      case .months:
        "Values between the limits are ordinary variation. Few incidents may mean that few are "
          + "reported."
      case .rareEvents:
        "A site has few notifiable incidents, so the time from one to the next says more than a "
          + "number by month."
      case .causes: "What happens most, and where."
      case .sites:
        "Whether sites differ by more than chance. A low site may report too little."
      case .audits: "Each standard beside its target, and from one cycle to the next."
      }
    }
  }
}
