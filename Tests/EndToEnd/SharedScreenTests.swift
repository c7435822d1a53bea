import Foundation
import TestSupport
import Testing

/// One store for several logins of a computer, with real processes of real logins: numbers without
/// names, as the kernel knows them.
@Suite("A store that several logins share")
struct SharedScreenTests {
  let programs: Programs

  init() throws { programs = try Programs() }

  /// The owner is login 64001 with the group 64001; 64002 and 64004 are in that group, 64003 is not.
  private static let setting = """
    as() { local user=$1; shift; setpriv --reuid "$user" --regid "$user" --groups "$groups" env HOME="$M/$user" "$@"; }
    member() { groups=64001; as "$@"; }
    # In the background, so that $! is the program itself.
    member_alone() { local user=$1; shift; exec setpriv --reuid "$user" --regid "$user" --groups 64001 env HOME="$M/$user" "$@"; }
    stranger() { groups=64003; as 64003 "$@"; }
    for user in 64001 64002 64003 64004; do install -d -o "$user" -g "$user" -m 0700 "$M/$user"; done
    unset XDG_RUNTIME_DIR XDG_CACHE_HOME XDG_DATA_HOME CANDOUR_STORE
    chmod 755 "$M"; install -d -o 64001 -g 64001 -m 0755 "$M/run"; socket=$M/run/screen.socket
    touch "$M/candour"; mount --bind "$C" "$M/candour"; C=$M/candour
    # Waits for a line of a program that runs; ends when the program does.
    line() { while kill -0 "$2" 2>/dev/null; do grep -sm1 . "$1" && return; done; return 1; }
    member 64001 "$C" init --site RBD01 --nation england >/dev/null
    member_alone 64001 "$C" share --socket "$socket" --json >"$M/sharing" & sharing=$!
    line "$M/sharing" $sharing >/dev/null
    # enter LOGIN: opens a screen of its own, and posts the token as its browser does.
    enter() {
      member_alone "$1" "$C" open --socket "$socket" --no-browser --json >"$M/opened-$1" & opening=$!
      file=$(line "$M/opened-$1" $opening | sed 's/.*:"//; s/".*//')
      url=$(sed -n 's,.*action="\\(http://[0-9.:]*\\)/open".*,\\1,p' "$file")
      token=$(sed -n 's,.*name="token" value="\\([0-9a-f]*\\)".*,\\1,p' "$file")
      stat -c "file %a %u" "$file"
      get "$1" /open -H "Origin: null" -d "token=$token" -o /dev/null -w "opened %{http_code}\\n"
    }
    # get LOGIN PATH [OPTION]...: with the cookies of this login, or of $jar.
    get() {
      local user=$1 path=$2; shift 2
      member "$user" curl -sS --noproxy "*" -b "$M/jars/${jar:-$user}" -c "$M/jars/${jar:-$user}" -H "Sec-Fetch-Site: same-origin" "$@" "$url$path"
    }
    status() { get "$1" "$2" -o /dev/null -w "$3 %{http_code}\\n"; }
    install -d -m 0777 "$M/jars"
    """

  private func run(_ script: String) throws -> [String] {
    let candour = Programs.folder.appending(path: "candour").path
    let done = try programs.run(
      "/usr/bin/unshare",
      [
        "-m", "/bin/bash", "-c",
        """
        M=/mnt; C=$1; set -e; mount -t tmpfs -o size=64m tmpfs "$M"; cd "$M"; set +e
        \(Self.setting)
        \(script)
        kill $sharing 2>/dev/null; wait $sharing 2>/dev/null
        """, "sh", candour,
      ])
    #expect(done.errors.isEmpty, "\(done.errors)")
    return done.output.split(separator: "\n").map(String.init)
  }

  @Test func `a member of the group has a screen that answers this login alone`() throws {
    let lines = try run(
      """
      enter 64002
      status 64002 /role member
      jar=64002; status 64004 /role colleague
      groups=64003; as 64003 curl -sS --noproxy "*" -b "$M/jars/64002" -o /dev/null -w "stranger %{http_code}\\n" "$url/role"
      curl -sS --noproxy "*" -b "$M/jars/64002" -o /dev/null -w "root %{http_code}\\n" "$url/role"
      member 64002 ls "$M/64001" >/dev/null 2>&1; echo "store $?"
      [ -e "$file" ]; echo "file $?"
      """)
    #expect(
      lines == [
        "file 600 64002", "opened 200", "member 200", "colleague 403", "stranger 403", "root 403",
        "store 2", "file 1",
      ])
  }

  @Test func `another login gets nothing, whatever the socket's permissions are`() throws {
    let lines = try run(
      """
      stranger "$C" open --socket "$socket" --no-browser 2>"$M/refused"; echo "kernel $?"
      grep -c "Ask IT to add it to the group" "$M/refused"
      chmod 666 "$socket"
      stranger "$C" open --socket "$socket" --no-browser 2>"$M/refused"; echo "service $?"
      grep -c "Ask IT to add it to the group" "$M/refused"
      """)
    #expect(lines == ["kernel 1", "1", "service 1", "1"])
  }

  @Test func `each login has its own role and its own unfinished log, and they share the records`()
    throws
  {
    let lines = try run(
      """
      form() { get "$1" "$2" | sed -n 's/.*name="form-token" value="\\([0-9a-f]*\\)".*/\\1/p' | head -1; }
      post() { get "$1" "$2" -o /dev/null -H "Origin: $url" -d "form-token=$(form "$1" /role)&$3"; }
      enter 64002
      post 64002 /role role=radiographer
      post 64002 /log/begin "what=incident&way=form"
      post 64002 /log/form "q-narrative=The+left+knee+of+the+first+login"
      get 64002 / | grep -c "left knee"
      first=$opening
      enter 64004
      get 64004 /role | grep -c "radiographer.* checked"
      post 64004 /role role=clinician
      get 64004 / | grep -c "left knee"
      get 64004 / | grep -c "Working as: clinician"
      kill $opening $first; wait $opening $first
      ls "$M/64001/.local/share/candour" | grep draft
      """)
    #expect(
      lines == [
        "file 600 64002", "opened 200", "1", "file 600 64004", "opened 200", "0", "0", "1",
        "incident-draft-64002.json",
      ])
  }

  @Test func `another command of a member says where the records are`() throws {
    let lines = try run(
      """
      mount -t tmpfs tmpfs /run; install -d -m 0755 /run/candour; ln -s "$socket" /run/candour/screen.socket
      member 64002 "$C" incident list 2>"$M/said"; echo "member $?"
      grep -c "no store of its own .*candour open" "$M/said"
      member 64002 "$C" incident list --store "$M/elsewhere" 2>"$M/said"; echo "named $?"
      grep -c "there is no store in $M/elsewhere" "$M/said"
      member 64001 "$C" incident list >/dev/null; echo "owner $?"
      """)
    #expect(lines == ["member 2", "1", "named 2", "1", "owner 0"])
  }

  @Test func `the screens end with the service, and their programs say so`() throws {
    let lines = try run(
      """
      enter 64002
      kill $sharing; wait $sharing; echo "service $?"
      wait $opening; echo "open $?"
      [ -e "$socket" ]; echo "socket $?"
      stranger "$C" open --socket "$socket" --no-browser 2>"$M/absent"; echo "absent $?"
      grep -c "No store is shared on this computer" "$M/absent"
      """)
    #expect(
      lines == [
        "file 600 64002", "opened 200", "service 0", "open 0", "socket 1", "absent 1", "1",
      ])
  }
}
