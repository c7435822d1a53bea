internal import Records
package import Replication

/// Views over the trusts of one PostgreSQL database for a reader of all of them: references and states,
/// never the contents of a record.
///
/// The schema `national` has the views `trust`, `incident`, `notification` and `audit`. They read through
/// functions, which look up a trust's tables when they are called: PostgreSQL lets no one drop a table
/// that a view names, and an upgrade makes tables anew. A reader of the views needs no right to any
/// trust's schema.
package enum NationalViews {
  package struct Trust: Sendable {
    let code: Scope
    let schema: String

    /// - Parameter schema: of the trust's store, a name that needs no quotation marks.
    package init(_ code: Scope, schema: String) { (self.code, self.schema) = (code, schema) }
  }

  /// A view, and how it calls a record of its table.
  private struct View {
    let name: String
    let reference: String
    let state: String
  }

  /// States are those of the lists and of the command `national`; clocks run by the day in London.
  private static let views = [
    View(name: "incident", reference: "coalesce(item.reference, item.id)", state: "item.status"),
    View(
      name: "notification", reference: "coalesce(item.reference, item.incident)",
      state: ListSQL.Source.clockState(on: ["days.today", "days.due", "days.today"])),
    View(name: "audit", reference: "coalesce(item.reference, item.id)", state: "item.status"),
  ]

  /// The statements that make the views, or bring them up to date: they show the trusts given, and no
  /// other.
  ///
  /// - Parameter reader: a role of the database that may read the views, a name that needs no quotation
  ///   marks.
  package static func statements(for trusts: [Trust], reader: String?) -> [String] {
    let values = trusts.map { "('\($0.code.code)', '\($0.schema)')" }.joined(separator: ", ")
    let statements = [
      // With IF NOT EXISTS it would need the right to make one where the DBA has made it.
      """
      DO $$ BEGIN
        IF to_regnamespace('national') IS NULL THEN CREATE SCHEMA national; END IF;
      END $$
      """,
      """
      CREATE TABLE IF NOT EXISTS national.trustSchema (
        trust text COLLATE "C" NOT NULL PRIMARY KEY, name text NOT NULL)
      """,
      "DELETE FROM national.trustSchema",
      "INSERT INTO national.trustSchema (trust, name) VALUES \(values)",
      """
      CREATE OR REPLACE VIEW national.trust AS
        SELECT trust, to_regclass(name || '.incident') IS NOT NULL AS available
        FROM national.trustSchema
      """,
    ]
    return statements + views.flatMap(statements(for:)) + (reader.map(grants(to:)) ?? [])
  }

  private static func statements(for view: View) -> [String] {
    let query = """
      SELECT %L::text, (\(view.reference))::text, (\(view.state))::text
      FROM %I.\(view.name) AS item, (
        SELECT to_char(clock.day, 'YYYY-MM-DD') AS today,
          to_char(clock.day + \(NotificationClocks.reportDueDays), 'YYYY-MM-DD') AS due
        FROM (SELECT (now() AT TIME ZONE 'Europe/London')::date AS day) AS clock) AS days
      """
    return [
      """
      CREATE OR REPLACE FUNCTION national.\(view.name)s()
        RETURNS TABLE (trust text, reference text, state text)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $body$
      DECLARE
        place record;
      BEGIN
        FOR place IN SELECT * FROM national.trustSchema ORDER BY 1 LOOP
          CONTINUE WHEN to_regclass(place.name || '.\(view.name)') IS NULL;
          RETURN QUERY EXECUTE format($query$\(query)$query$, place.trust, place.name);
        END LOOP;
      END $body$
      """,
      "REVOKE ALL ON FUNCTION national.\(view.name)s() FROM PUBLIC",
      "CREATE OR REPLACE VIEW national.\(view.name) AS SELECT * FROM national.\(view.name)s()",
    ]
  }

  /// PostgreSQL calls a view's functions with the rights of whoever reads the view.
  private static func grants(to reader: String) -> [String] {
    let names = views.map(\.name)
    return [
      "GRANT USAGE ON SCHEMA national TO \(reader)",
      "GRANT SELECT ON national.trust, \(names.map { "national.\($0)" }.joined(separator: ", ")) "
        + "TO \(reader)",
      "GRANT EXECUTE ON FUNCTION \(names.map { "national.\($0)s()" }.joined(separator: ", ")) "
        + "TO \(reader)",
    ]
  }
}

extension ListSQL.Source {
  /// ``clockState`` with expressions in the places of its days.
  fileprivate static func clockState(on days: [String]) -> String {
    let parts = clockState.split(separator: "?", omittingEmptySubsequences: false)
    precondition(parts.count == days.count + 1, "a day for each place")
    return zip(parts, days).map { $0 + $1 }.joined() + parts[days.count]
  }
}
