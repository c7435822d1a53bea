/// The version of this program: printed by `--version`, and used to name the packages.
public enum CandourVersion {
  /// A semantic version; defined only here.
  public static let current = "0.1.0"
}
