internal import JSONText
internal import Records
internal import Storage

/// Whether attributes can be joined with their documents, by the beginning of both files.
enum SidecarOrder {
  private static let lineCount = 100

  /// Why they cannot be joined; `nil` where they can, or where the documents are not in lines.
  static func refusal(
    of sidecar: Sidecar, beside file: CorpusFile, _ openFiles: OpenFiles
  ) -> String? {
    let (name, settings) = FormatSettings.parse(file.format)
    guard name == JSONLinesFormat().name, settings["encoding"] == nil else {
      return "the documents are no JSON Lines in UTF-8"
    }
    do throws(StorageError) {
      let documents = try ids(of: file.path, openFiles)
      let attributes = try ids(of: sidecar.path, openFiles)
      for (number, pair) in zip(documents, attributes).enumerated() {
        guard let id = pair.1 else { return "line \(number + 1) has no id" }
        if pair.0 == nil, !SidecarID.isOfLine(id, UInt64(number)) {
          return "the documents have no id, and \(id) in line \(number + 1) has no number of a line"
        }
      }
      return documents.isEmpty || attributes.isEmpty ? "there is nothing to compare" : nil
    } catch {
      return CorpusFiles.reason(of: error)
    }
  }

  /// The ids of the first lines; `nil` for one that has none.
  private static func ids(
    of path: String, _ openFiles: OpenFiles
  ) throws(StorageError) -> [String?] {
    var options = ReadingOptions()
    options.chunkByteCount = 64 << 10
    let reader = try LineReader(
      of: openFiles.file(path), from: FilePosition(), options: options)
    var chunk = RawChunk()
    var problems = ProblemLog()
    if case .ended(let failure?) = reader.next(into: &chunk, problems: &problems) { throw failure }
    return (0..<min(lineCount, chunk.pieces.count)).map { index in
      let piece = chunk.pieces[index]
      guard piece.count != RawChunk.Piece.refused else { return nil }
      let start = Int(piece.start)
      let line = chunk.bytes.view[start..<(start + Int(piece.count))].array
      return (try? JSONReader.read(line, options: .records))?["id"]?.scalarText
    }
  }
}
