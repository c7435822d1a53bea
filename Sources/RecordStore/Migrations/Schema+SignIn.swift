/// Who signs in through an identity provider, and second factors.
extension Schema {
  static let signIn = """
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
    """
}
