import Foundation
import TestSupport
import Testing

/// Stores on disks that are full, read-only, locked or damaged.
@Suite("Disks that take nothing, with real processes")
struct HinderedDiskTests {
  let programs: Programs
  private static let incident = """
    {"discoveredOn": "2026-02-02", "modality": "ct", "individuals": [{"exposure": "accidental", \
    "ageAtExposure": 40, "effectiveDose": {"total": "4"}}]}
    """

  init() throws {
    programs = try Programs()
    let made = try programs.site(
      "clinic", "init", "--site", "RBD02", "--trust", "RBD", "--nation", "england")
    try #require(made.code == 0, "\(made.errors)")
    try log("clinic")
  }

  private func log(_ store: String) throws {
    let logged = try programs.site(
      store, "incident", "log", "--from", "-", input: Self.incident)
    try #require(logged.code == 0, "\(logged.errors)")
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: programs.work.path(path)))
  }

  /// Runs a script with a file system of its own in memory, with the store in it as `$M/clinic`.
  private func inMount(_ script: String) throws -> Programs.Finished {
    let candour = Programs.folder.appending(path: "candour").path
    return try programs.run(
      "/usr/bin/unshare",
      [
        "-m", "/bin/sh", "-c",
        """
        set -e; M="$2/mount"; mkdir -p "$M"; mount -t tmpfs -o size=4m tmpfs "$M"
        cp -a "$2/clinic" "$M/clinic"; C="$1"; S="--store $M/clinic"; set +e
        \(script)
        """, "sh", candour, programs.work.path,
      ])
  }

  private static let reads = [
    "incident list", "status", "verify", "due", "conflicts", "export $2/moved.bundle",
  ]

  /// Runs each reading command, and reports which did not end with 0.
  private static let readAll = reads.map {
    "$C \($0) $S >/dev/null || echo \"failed: \($0)\"; rm -f $2/moved.bundle"
  }.joined(separator: "\n")

  @Test func `a read-only disk is read, and its writes say which disk it is`() throws {
    let run = try inMount(
      """
      mount -o remount,ro "$M"
      \(Self.readAll)
      echo '\(Self.incident)' | $C incident log --from - $S; echo "log: $?"
      """)

    #expect(run.output == "log: 1\n", "\(run.output) \(run.errors)")
    #expect(run.errors.contains("/mount (tmpfs, mounted read-only)"), "\(run.errors)")
  }

  @Test func `a full disk is read, exported to another, and named with what is free`() throws {
    let run = try inMount(
      """
      dd if=/dev/zero of="$M/rest" bs=4k 2>/dev/null
      \(Self.readAll)
      echo '\(Self.incident)' | $C incident log --from - $S --json; echo "log: $?"
      """)

    #expect(run.output == "log: 1\n", "\(run.output) \(run.errors)")
    #expect(run.errors.contains("no-room"), "\(run.errors)")
    #expect(run.errors.contains("/mount (tmpfs, 0 bytes free)"), "\(run.errors)")
  }

  @Test func `a held store is read, and exported`() throws {
    let holder = """
      import sqlite3, subprocess, sys
      db = sqlite3.connect(sys.argv[2] + "/clinic/store.sqlite", isolation_level=None)
      db.execute("BEGIN IMMEDIATE")
      store = ["--store", sys.argv[2] + "/clinic"]
      for words in sys.argv[3:]:
          command = words.replace("$2", sys.argv[2]).split()
          if subprocess.run([sys.argv[1]] + command + store, stdout=sys.stderr).returncode:
              print("failed:", words)
      """
    let run = try programs.run(
      "/usr/bin/python3",
      [
        "-c", holder, Programs.folder.appending(path: "candour").path, programs.work.path,
      ] + Self.reads)

    #expect(run.output == "", "\(run.output) \(run.errors)")
  }

  @Test(arguments: ["cut short", "emptied", "overwritten at the start", "overwritten inside"])
  func `a damaged file is exit 5 for every command, and nothing is written into it`(
    damage: String
  ) throws {
    try programs.site("clinic", "status")
    var damaged = try bytes("clinic/store.sqlite")
    switch damage {
    case "cut short": damaged.removeLast(damaged.count / 2)
    case "emptied": damaged.removeAll()
    case "overwritten at the start":
      damaged.replaceSubrange(0..<64, with: Data(repeating: 0xA5, count: 64))
    default:
      damaged.replaceSubrange(8192..<12_288, with: Data(repeating: 0xA5, count: 4096))
    }
    let path = programs.work.path("clinic/store.sqlite")
    try damaged.write(to: URL(filePath: path))
    let commands = [
      ["incident", "list"], ["status"], ["verify"], ["export", programs.work.path("out")],
      ["incident", "log", "--from", "-"], ["sync"], ["due"],
    ]

    for command in commands {
      let answer = try programs.run(
        "candour", command + ["--store", programs.work.path("clinic")], input: Self.incident)
      #expect(answer.code == 5, "\(command) \(answer.output) \(answer.errors)")
    }
    #expect(try bytes("clinic/store.sqlite") == damaged)
    #expect(!FileManager.default.fileExists(atPath: programs.work.path("out")))
  }

  @Test func `a centre whose disk is full is not ready, and is again when there is room`() throws {
    let server = Programs.folder.appending(path: "candour-server").path
    let run = try programs.run(
      "/usr/bin/unshare",
      [
        "-m", "/bin/sh", "-c",
        """
        M="$2/mount"; mkdir -p "$M"; mount -t tmpfs -o size=12m tmpfs "$M"
        "$1" init --data "$M/centre" --trust RBD >/dev/null
        "$1" serve --data "$M/centre" --address 127.0.0.1:0 > "$2/line" 2>/dev/null &
        P=$!
        while ! grep -q listening "$2/line"; do :; done
        U=$(sed 's/listening on //' "$2/line")
        ask() { curl -s -o /dev/null -w '%{http_code}\\n' --cacert "$M/centre/tls/ca.pem" "$U/readyz"; }
        ask
        dd if=/dev/zero of="$M/rest" bs=4k 2>/dev/null
        ask
        rm "$M/rest"
        ask
        kill $P; wait $P
        """, "sh", server, programs.work.path,
      ])

    #expect(run.output == "200\n503\n200\n", "\(run.output) \(run.errors)")
  }

  /// Runs a script with a centre on a file system of its own in memory, as `$M/centre`.
  private func inCentreMount(_ script: String) throws -> Programs.Finished {
    let server = Programs.folder.appending(path: "candour-server").path
    return try programs.run(
      "/usr/bin/unshare",
      [
        "-m", "/bin/sh", "-c",
        """
        M="$2/mount"; mkdir -p "$M"; mount -t tmpfs -o size=12m tmpfs "$M"; D="--data $M/centre"
        "$1" init $D --trust RBD >/dev/null; test -f "$M/centre/sealing.key" || echo "no sealing.key"
        \(script)
        """, "sh", server, programs.work.path,
        Programs.folder.appending(path: "candour").path,
      ])
  }

  @Test(
    arguments: [
      "mount -o remount,ro \"$M\"", "dd if=/dev/zero of=\"$M/rest\" bs=4k 2>/dev/null",
    ], [true, false])
  func `a centre on a disk that takes nothing is read, and copied to another`(
    hindrance: String, hasSealingKey: Bool
  ) throws {
    let run = try inCentreMount(
      """
      \(hasSealingKey ? "" : "rm \"$M/centre/sealing.key\"")
      \(hindrance)
      for words in "backup $2/copy" "export --site RBD02 $2/bundle" fhir verify overview; do
        "$1" ${words%% *} $D $(echo "$words" | cut -s -d' ' -f2-) >/dev/null || echo "failed: $words"
      done
      "$1" restore --data "$2/restored" "$2/copy" >/dev/null || echo "not restored"
      """)

    #expect(run.output == "", "\(run.output) \(run.errors)")
  }

  @Test func `a sync with a centre whose disk is full waits, and the log names the disk`() throws {
    let run = try inCentreMount(
      """
      "$1" serve $D --address 127.0.0.1:0 > "$2/line" 2>"$2/log" &
      P=$!
      while ! grep -q listening "$2/line"; do :; done
      U=$(sed 's/listening on //' "$2/line"); S="--store $2/clinic"
      "$1" enrolment-code $D --site RBD02 | \
        "$3" enrol $S --server "$U" --ca "$M/centre/tls/ca.pem" --code - >/dev/null
      dd if=/dev/zero of="$M/rest" bs=4k 2>/dev/null
      "$3" sync $S; echo "sync: $?"
      rm "$M/rest"
      "$3" sync $S >/dev/null; echo "sync: $?"
      kill $P; wait $P
      grep -q 'no room is left for .*/mount/centre.*tmpfs, 0 bytes free' "$2/log" && echo named
      """)

    #expect(run.output == "sync: 3\nsync: 0\nnamed\n", "\(run.output) \(run.errors)")
    #expect(run.errors.contains("HTTP 503"), "\(run.errors)")
  }
}
