#if Postgres
  internal import CLibpq
  internal import Foundation
  internal import Storage

  /// Where a trust's schema is: `postgres://user@host1,host2/database?schema=rbd`.
  package struct PostgresLocation: Hashable, Sendable {
    /// The URL without the schema; libpq reads the rest.
    let url: String
    /// The trust's schema; nil where the URL names none.
    package let schema: String?
    /// Names the database of several schemas.
    package var server: String { url }
    /// The URL names how the server's certificate is checked.
    let namesSSLMode: Bool

    /// Why a URL is not used. Never quotes it: it may hold a password.
    package enum Refusal: Error, Hashable, Sendable {
      case notPostgres
      case password
      case schema
      case malformed
    }

    package init(_ text: String) throws(Refusal) {
      guard let scheme = text.firstRange(of: "://").map({ text[..<$0.lowerBound].lowercased() }),
        scheme == "postgres" || scheme == "postgresql"
      else { throw .notPostgres }
      let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
      let items = parts.count > 1 ? parts[1].split(separator: "&") : []
      let schemas = items.filter { $0.hasPrefix("schema=") }
      let others = items.filter { !$0.hasPrefix("schema=") }
      url = String(parts[0]) + (others.isEmpty ? "" : "?" + others.joined(separator: "&"))
      schema = schemas.first.map { String($0.dropFirst("schema=".count)) }
      guard schemas.count <= 1, schema.map(Self.isSchema) ?? true else { throw .schema }
      let options = try Self.options(of: url)
      guard options["password"] == nil else { throw .password }
      namesSSLMode = options["sslmode"] != nil
    }

    /// A name that is written in SQL without quotes, and is not one of PostgreSQL's own.
    package static func isSchema(_ name: String) -> Bool {
      guard let first = name.utf8.first, name.utf8.count <= 63, !name.hasPrefix("pg_"),
        name != "information_schema"
      else { return false }
      let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
      let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
      return letters.contains(first)
        && name.utf8.allSatisfy {
          letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_")
        }
    }

    private static func options(of url: String) throws(Refusal) -> [String: String] {
      var message: UnsafeMutablePointer<CChar>?
      // The message quotes the URL, so it is not read.
      let found = PQconninfoParse(url, &message)
      defer {
        PQconninfoFree(found)
        PQfreemem(message)
      }
      guard var option = found else { throw .malformed }
      var result: [String: String] = [:]
      while let keyword = option.pointee.keyword {
        if let value = option.pointee.val {
          result[String(cString: keyword)] = String(cString: value)
        }
        option += 1
      }
      return result
    }
  }

  extension PostgresLocation {
    /// Of a connection. A store is in memory: reading a row by its key costs little more than reading it
    /// with its neighbours. PostgreSQL assumes a disk that turns, four times as much, and then reads whole
    /// tables while they are small; the plan of a prepared statement is kept while they grow.
    private static let options = [
      "idle_in_transaction_session_timeout=60000", "timezone=UTC", "random_page_cost=1.1",
    ]

    /// Opens a connection to the first of its servers that takes writes.
    ///
    /// - Parameters:
    ///   - password: `nil`: from `.pgpass` or the server needs none.
    ///   - lockMillisecondsMax: how long a statement waits for a lock.
    func connect(
      password: String?, lockMillisecondsMax: Int
    ) throws(StorageError) -> PostgresConnection {
      let options = Self.options + ["lock_timeout=\(lockMillisecondsMax)"]
      // What stands before `dbname` is a default; what follows it wins over the URL.
      var settings: [(String, String)] = [
        ("connect_timeout", "5"), ("tcp_user_timeout", "5000"), ("keepalives_idle", "5"),
        ("keepalives_interval", "2"), ("keepalives_count", "3"),
        ("application_name", "candour-server"),
      ]
      if !namesSSLMode { settings.append(("sslmode", "verify-full")) }
      settings += [
        ("dbname", url), ("target_session_attrs", "read-write"), ("client_encoding", "UTF8"),
        ("options", options.map { "-c \($0)" }.joined(separator: " ")),
      ]
      if let password { settings.append(("password", password)) }
      guard let handle = Self.withCStrings(settings, { PQconnectdbParams($0, $1, 1) }) else {
        throw SQLState.connectionLost.error
      }
      guard PQstatus(handle) == CONNECTION_OK else {
        // Names hosts, ports and the user; libpq never writes a password into it.
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        PQfinish(handle)
        throw StorageError(
          .unreachable,
          message: "the database cannot be reached: "
            + message.split(whereSeparator: \.isNewline).joined(separator: "; "),
          code: SQLState.unreachable.code)
      }
      return try PostgresConnection(handle)
    }

    private static func withCStrings<T>(
      _ settings: [(String, String)],
      _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
      let keywords = settings.map { strdup($0.0) }
      let values = settings.map { strdup($0.1) }
      defer { for text in keywords + values { free(text) } }
      return body(
        keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
    }
  }

  extension SQLState {
    /// Of the client's own: no server of the URL can be used.
    static let unreachable = SQLState("08001")
  }
#endif
