import Analysis
import Storage

// Texts become tokens, one target for each analyzer.
extension FuzzTarget {
  static let analyzers = AnalyzerKind.allCases.map { kind in
    FuzzTarget("tokens-" + kind.rawValue) { bytes in
      let plain = tokens(of: bytes, Analyzer(kind))
      let ranges = try promisedRanges(of: bytes, Analyzer(kind))
      try promise(
        ranges.count == plain.reduce(0) { $0 + ($1.isRun ? $1.scalars.count : 1) },
        "\(ranges.count) places of \(plain.count) pieces")
      // Wherever a text begins in the registers of a kernel, its tokens are the same.
      for spaces in [1, 31, 63] {
        let moved = [UInt8](repeating: 0x20, count: spaces) + bytes
        try promise(
          tokens(of: moved, Analyzer(kind)) == plain, "\(spaces) spaces before change tokens")
      }
      var options = AnalyzerOptions()
      options.stemLanguage = "en"
      try promise(
        tokens(of: bytes, try Analyzer(kind, options: options)).count == plain.count,
        "a stemmed text has other pieces")
      return !plain.isEmpty
    }
  }

  /// One word or one unspaced run.
  private struct Token: Equatable {
    var isRun: Bool
    var bytes: [UInt8] = []
    var scalars: [UInt32] = []
    var position: UInt32
  }

  private static func tokens(of bytes: [UInt8], _ analyzer: Analyzer) -> [Token] {
    var batch = TokenBatch()
    bytes.withView { analyzer.analyze($0, into: &batch) }
    return batch.pieces.view.array.map { piece in
      let range = Int(piece.start)..<Int(piece.start) + piece.count
      var token = Token(isRun: piece.isRun, position: piece.position)
      if piece.isRun {
        token.scalars = batch.scalars.view[range].array
      } else {
        token.bytes = batch.bytes.view[range].array
      }
      return token
    }
  }

  /// Where the tokens stand: inside the text, one behind the other.
  private static func promisedRanges(
    of bytes: [UInt8], _ analyzer: Analyzer
  ) throws -> [TokenBatch.SourceRange] {
    var batch = TokenBatch()
    batch.wantsSourceRanges = true
    bytes.withView { analyzer.analyze($0, into: &batch) }
    let ranges = batch.sourceRanges.view.array
    for (range, next) in zip(ranges, ranges.dropFirst()) {
      try promise(range.start <= next.start && range.end <= next.end, "tokens are out of order")
    }
    try promise(
      ranges.allSatisfy { $0.start < $0.end && Int($0.end) <= bytes.count },
      "a token stands outside the text")
    return ranges
  }
}
