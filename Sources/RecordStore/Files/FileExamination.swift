internal import Storage

/// Checks a store's file before anything is written to it.
enum FileExamination {
  /// - Throws: `StoreError.damaged` where the file is not SQLite's, was cut short, or has
  ///   inconsistent pages.
  static func check(_ path: String) throws(StoreError) {
    let problem: String?
    do {
      problem = try SQLiteFile.problem(of: path)
    } catch let error as StorageError where error.isDamagedFile {
      throw .damaged(detail: "\(path): \(error.message)")
    } catch {
      // Where the check cannot read the file, opening the store reports why.
      return
    }
    if let problem { throw .damaged(detail: "\(path): \(problem)") }
  }
}
