/// Reporters of sites, their unfinished answers, and which records are theirs; and what is kept of charts.
extension Schema {
  static let logging = """
    ALTER TABLE person ADD COLUMN site TEXT;
    ALTER TABLE invitation ADD COLUMN site TEXT;
    CREATE TABLE unfinishedLog (
      person TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
      record TEXT NOT NULL,
      answers TEXT NOT NULL,
      savedAt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE loggedRecord (
      person TEXT NOT NULL REFERENCES person (id),
      record TEXT NOT NULL,
      scope TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (person, record)
    ) STRICT, WITHOUT ROWID;
    """

  /// Limits of charts that begin anew.
  static let chartRebasing = """
    CREATE TABLE chartRebasing (
      series TEXT NOT NULL,
      site TEXT NOT NULL,
      month TEXT NOT NULL,
      why TEXT NOT NULL,
      author TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (series, site, month)
    ) STRICT, WITHOUT ROWID;
    """
}
