import IRMER
import Records
import SiteClient

/// What the commands that edit one record have in common.
struct RecordEditing {
  let kind: RecordKind
  let id: String
  let author: AuthorOptions
  let store: StoreOptions

  init(_ kind: RecordKind, id: String, author: AuthorOptions, store: StoreOptions) {
    (self.kind, self.id, self.author, self.store) = (kind, id, author, store)
  }

  func write(
    _ build: (RecordSnapshot, AuthorContext, inout SiteRandomness) throws -> Edit
  ) async throws {
    let client = try store.open()
    let snapshot = try await client.record(named: id, kind)
    let edit = try client.edit(as: author.role) {
      context, generator in
      try build(snapshot, context, &generator)
    }
    let written = try await client.write(edit, to: snapshot, as: author.role)
    WrittenReply.print(written, to: snapshot, warnings: edit.warnings, output: store.output)
  }
}
