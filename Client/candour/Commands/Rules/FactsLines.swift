import Dispatch
import SiteClient
import Synchronization

/// Judges facts, one JSON document a line, on every core; the answers are in the order of the lines.
struct FactsLines {
  let edition: Edition

  /// Lines are read up to this size before they are judged: memory depends on this and on the longest
  /// line, not on the input.
  private static let batchBytes = 1 << 20
  /// What a core takes at a time.
  private static let pieceBytes = 32 << 10

  /// The answers to some consecutive lines.
  struct Answers {
    var text: [UInt8] = []
    /// How many lines were answered; blank ones are not.
    var lines = 0
    /// How many of them were answered by an error.
    var unusable = 0
  }

  /// Answers the lines of the input up to its end, or up to where it cannot be read.
  ///
  /// - Parameter write: is given the answers, some lines at a time.
  /// - Returns: how many lines there were, and how many of them are not usable.
  func answer(
    _ input: inout InputReader, write: ([UInt8]) -> Void
  ) throws(CommandFailure) -> (lines: Int, unusable: Int) {
    var (lines, unusable) = (0, 0)
    var isAtEnd = false
    while !isAtEnd {
      var pieces: [[InputReader.Line]] = []
      let failure = Self.read(&input, into: &pieces, &isAtEnd)
      for answers in judged(pieces) {
        write(answers.text)
        lines += answers.lines
        unusable += answers.unusable
      }
      if let failure { throw failure }
    }
    return (lines, unusable)
  }

  /// Reads a batch of lines: as many as are there, at least one. Whoever sends one line and waits gets
  /// its answer.
  ///
  /// - Returns: why the input cannot be read; the lines before are in the pieces.
  private static func read(
    _ input: inout InputReader, into pieces: inout [[InputReader.Line]], _ isAtEnd: inout Bool
  ) -> CommandFailure? {
    var bytes = 0
    var room = 0
    do throws(CommandFailure) {
      while bytes < batchBytes, pieces.isEmpty || input.hasLine {
        guard let line = try input.line() else {
          isAtEnd = true
          return nil
        }
        if room <= 0 {
          pieces.append([])
          room = pieceBytes
        }
        pieces[pieces.count - 1].append(line)
        bytes += line.byteCount
        room -= line.byteCount
      }
      return nil
    } catch {
      return error
    }
  }

  private func judged(_ pieces: [[InputReader.Line]]) -> [Answers] {
    let done = Mutex([Answers](repeating: Answers(), count: pieces.count))
    DispatchQueue.concurrentPerform(iterations: pieces.count) { index in
      let answers = judged(pieces[index])
      done.withLock { $0[index] = answers }
    }
    return done.withLock { $0 }
  }

  /// A bad line never stops the rest.
  private func judged(_ lines: [InputReader.Line]) -> Answers {
    var answers = Answers()
    for line in lines {
      do throws(FactsError) {
        guard case .bytes(let bytes) = line else {
          throw FactsError(.lineTooLong, field: nil, "a line has at most 64 MiB")
        }
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        edition.assess(try AssessCommand.facts(bytes)).appendJSON(to: &answers.text)
      } catch {
        answers.unusable += 1
        answers.text += JSONValue.object(["error": error.json]).serializedBytes()
      }
      answers.lines += 1
      answers.text.append(0x0A)
    }
    return answers
  }
}

extension InputReader.Line {
  /// With its end; a line that is too long is not kept.
  fileprivate var byteCount: Int {
    if case .bytes(let bytes) = self { bytes.count + 1 } else { 1 }
  }
}
