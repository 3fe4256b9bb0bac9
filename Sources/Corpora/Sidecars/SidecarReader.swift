internal import Records
internal import Storage

/// Lines of a sidecar that belong to the records of a chunk, one for one.
package final class SidecarLines: @unchecked Sendable {
  // Safe: filled by the reading thread before the chunk is handed to the one worker that parses it.
  let sidecar: Sidecar
  let lookup: SidecarLookup
  var lines = RawChunk()

  init(_ sidecar: Sidecar, _ lookup: SidecarLookup) {
    self.sidecar = sidecar
    self.lookup = lookup
  }
}

/// Reads a sidecar beside its documents, as many lines as these have records.
///
/// Memory is that of a chunk, as long as both are in the same order; see ``SidecarLookup``.
final class SidecarReader {
  private let sidecar: Sidecar
  let lookup: SidecarLookup
  var name: String { sidecar.name }
  private let reader: LineReader
  private var pending = RawChunk()
  private var next = 0
  private var hasEnded = false

  init(_ sidecar: Sidecar, openFiles: OpenFiles, options: ReadingOptions) throws(StorageError) {
    self.sidecar = sidecar
    lookup = SidecarLookup(sidecar, openFiles)
    var options = options
    options.endOffset = .max
    reader = try LineReader(
      of: openFiles.file(sidecar.path), from: FilePosition(), options: options)
  }

  /// Takes the next lines, fewer than wanted only at the end.
  ///
  /// - Parameters:
  ///   - count: Records of the documents.
  ///   - file: The documents' number.
  ///   - problems: Gets the lines that are too long, and what ends the file early.
  /// - Returns: The lines.
  func take(_ count: Int, file: Int, _ problems: inout ProblemLog) -> SidecarLines {
    let taken = SidecarLines(sidecar, lookup)
    while taken.lines.pieces.count < count, fill(file, &problems) {
      let piece = pending.pieces[next]
      let start = UInt32(taken.lines.bytes.count)
      if piece.count != RawChunk.Piece.refused {
        let first = Int(piece.start)
        taken.lines.bytes.append(contentsOf: pending.bytes.view[first..<(first + Int(piece.count))])
      }
      taken.lines.bytes.append(0x0A)
      taken.lines.pieces.append(RawChunk.Piece(start: start, count: piece.count))
      let number = pending.start.number + UInt64(pending.numbers[next])
      if taken.lines.numbers.isEmpty { taken.lines.start.number = number }
      taken.lines.numbers.append(UInt32(number - taken.lines.start.number))
      next += 1
    }
    taken.lines.recordCount = taken.lines.pieces.count
    lookup.counts.countRead(taken.lines.recordCount)
    return taken
  }

  /// Reads the lines that are left behind the last document.
  func drain(file: Int, _ problems: inout ProblemLog) {
    while fill(file, &problems) {
      lookup.counts.countRead(1)
      next += 1
    }
  }

  /// Makes sure that there is a next line; `false` at the end.
  private func fill(_ file: Int, _ problems: inout ProblemLog) -> Bool {
    while next == pending.pieces.count {
      if hasEnded { return false }
      pending.removeAll()
      next = 0
      var found = ProblemLog()
      if case .ended(let failure) = reader.next(into: &pending, problems: &found) {
        hasEnded = true
        if let failure {
          problems.append(
            RecordProblem(
              file: file, number: reader.position.number, offset: reader.position.offset,
              reason: .repaired(
                detail: "\(sidecar.name) cannot be read on: \(CorpusFiles.reason(of: failure))")))
        }
      }
      // A line that is too long is a record without attributes.
      if pending.pieces.isEmpty, pending.recordCount > 0 {
        pending.pieces.append(RawChunk.Piece(start: 0, count: RawChunk.Piece.refused))
        pending.numbers.append(0)
      }
    }
    return true
  }
}
