/// A month from which a person lets the limits of a chart begin anew, because the process has changed
/// for good. There is no formula for it: the reason is kept and shown.
package struct Rebasing: Hashable, Sendable {
  package let series: String
  /// `nil`: the whole trust.
  package let site: String?
  /// `2026-01`.
  package let month: String
  package let why: String
  /// The role that decided.
  package let by: String

  package init(series: String, site: String?, month: String, why: String, by: String) {
    (self.series, self.site, self.month) = (series, site, month)
    (self.why, self.by) = (why, by)
  }
}
