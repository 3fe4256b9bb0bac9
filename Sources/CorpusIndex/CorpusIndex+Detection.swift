internal import Analysis
internal import Corpora
internal import Storage

extension CorpusIndex {
  /// Looks at the beginning of some files and says what their fields are.
  ///
  /// `sources`: files, folders or patterns.
  /// `base`: folder that relative sources start from; the working directory when empty.
  /// `textFields`: fields that shall be searched; detected when empty.
  /// `recordID`: the field of the record's id; detected when `nil`.
  /// Throws ``IndexFailure`` with code `noInput`, `badFormat` or `noText`.
  public static func detect(
    _ sources: [String], base: String = "", textFields: [String] = [], recordID: String? = nil
  ) throws -> Detection {
    try IndexFailure.folding {
      let files = try CorpusFiles(sources.map { resolve($0, base: base) })
      let detection = try FieldDetection(
        files: files.files, textFields: textFields, recordID: recordID)
      let prefix = base.isEmpty ? "" : base + "/"
      var reasons = detection.decisions.map { decision in
        decision.field.isEmpty
          ? decision.reason : "\(decision.field): \(decision.role.rawValue), \(decision.reason)"
      }
      for skipped in files.skipped where skipped.looksLikeData {
        reasons.append("\(skipped.path): left out, \(skipped.reason)")
      }
      let isRelative = !sources.contains { $0.hasPrefix("/") }
      return Detection(
        fields: FieldPlan(detection.schema), format: "jsonl",
        files: files.files.map { file in
          let path =
            isRelative && !prefix.isEmpty && file.path.hasPrefix(prefix)
            ? String(file.path.dropFirst(prefix.count)) : file.path
          return DetectedFile(path: path, bytes: file.byteCount)
        }, reasons: reasons)
    }
  }

  /// The terms that a text becomes, with their positions.
  public static func tokens(
    of text: String, analyzer: AnalyzerKind = .standard
  ) throws
    -> [TermOccurrence]
  {
    var batch = TokenBatch()
    batch.wantsSourceRanges = true
    Array(text.utf8).withView { Analyzer(analyzer).analyze($0, into: &batch) }
    var found: [TermOccurrence] = []
    var range = 0
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      if !piece.isRun {
        let source = batch.sourceRanges[range]
        found.append(
          TermOccurrence(
            term: batch.bytes.view[Int(piece.start)..<Int(piece.start) + piece.count].text,
            kind: .word, position: piece.position, bytes: Int(source.start)..<Int(source.end)))
        range += 1
        continue
      }
      for at in 0..<piece.count {
        let source = batch.sourceRanges[range + at]
        let scalar = Self.text(batch.scalars[Int(piece.start) + at])
        let position = piece.position + UInt32(at)
        found.append(
          TermOccurrence(
            term: scalar, kind: .character, position: position,
            bytes: Int(source.start)..<Int(source.end)))
        if at + 1 < piece.count {
          let next = batch.sourceRanges[range + at + 1]
          found.append(
            TermOccurrence(
              term: scalar + Self.text(batch.scalars[Int(piece.start) + at + 1]), kind: .pair,
              position: position, bytes: Int(source.start)..<Int(next.end)))
        }
      }
      range += piece.count
    }
    return found
  }

  private static func text(_ scalar: UInt32) -> String {
    Unicode.Scalar(scalar).map { String(Character($0)) } ?? "\u{fffd}"
  }
}
