internal import Storage

extension Schema {
  /// Who signs in through an identity provider, second factors and invitations: a centre's.
  static func registerSignIn(_ migrator: inout Migrator) {
    migrator.register("0045 sign-in through a provider, second factor") { db in
      try db.script(
        """
        CREATE TABLE personIdentity (
          issuer TEXT NOT NULL,
          subject TEXT NOT NULL,
          person TEXT NOT NULL REFERENCES person (id),
          PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE secondFactor (
          person TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
          secret BLOB NOT NULL,
          confirmedAt INTEGER,
          lastStep INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE recoveryCode (
          person TEXT NOT NULL REFERENCES person (id),
          hash BLOB NOT NULL,
          PRIMARY KEY (person, hash)
        ) STRICT, WITHOUT ROWID;
        """)
    }
  }
}
