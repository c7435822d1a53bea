/// The version of this program: what `--version` prints, and the packages are named by.
public enum CandourVersion {
  /// By semantic versioning; the only place where it is written.
  public static let current = "0.1.0"
}
