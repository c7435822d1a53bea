internal import Replication
internal import Storage

extension Statement {
  mutating func bind(_ digest: Digest) { digest.withBytes { bind($0) } }
  mutating func bind(_ identifier: some Identifier128) { identifier.withBytes { bind($0) } }
}
