package import Storage
internal import VectorKernels

/// Turns text into tokens: one of three kinds, each named and versioned.
///
/// An index stores the ``identifier`` it was made with, and a query is analysed by the same
/// recipe, so both sides always agree about what a token is.
package struct Analyzer: Sendable {
  package let kind: AnalyzerKind
  private let filter: TokenFilter?

  package init(_ kind: AnalyzerKind) {
    self.kind = kind
    filter = nil
  }

  /// An analyzer that does something to the words of its recipe.
  ///
  /// - Throws: ``AnalyzerError`` for options that mean nothing.
  package init(_ kind: AnalyzerKind, options: AnalyzerOptions) throws(AnalyzerError) {
    self.kind = kind
    guard !options.isEmpty else {
      filter = nil
      return
    }
    if let language = options.stemLanguage, Stemmer(language: language) == nil {
      throw .unknownLanguage(language, known: Stemmer.languages)
    }
    filter = TokenFilter(
      stopWords: options.stopWords.isEmpty ? nil : try StopWords(options.stopWords, kind: kind),
      stemLanguage: options.stemLanguage)
  }

  /// The longest text that is analysed; what lies behind it is not.
  ///
  /// Folding can make a text eleven times as long, and offsets into folded text have 32 bits.
  package static let maximumTextByteCount = 256 << 20

  /// What of a text is analysed.
  package static func analyzed(_ text: BufferView<UInt8>) -> BufferView<UInt8> {
    text.count > maximumTextByteCount ? text[0..<maximumTextByteCount] : text
  }

  /// Version of the recipe: a new number whenever any text gives other tokens than before.
  package var version: Int { 1 }

  /// Name and version as an index stores them, `standard/1`.
  package var identifier: String { "\(kind.rawValue)/\(version)" }

  /// A number that differs between analyzers of other options; 0 without any.
  package var optionsFingerprint: UInt64 {
    var hash = filter?.stopWords?.fingerprint ?? 0
    for byte in (filter?.stemLanguage ?? "").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return hash
  }

  /// The analyzer of an identifier; nil when this program does not have that recipe or version.
  package init?(identifier: String) {
    guard let match = AnalyzerKind.allCases.first(where: { Analyzer($0).identifier == identifier })
    else {
      return nil
    }
    self.init(match)
  }

  /// Version of the Unicode Character Database behind the recipes.
  package static var unicodeVersion: String { CharacterTables.unicodeVersion }

  /// Fills `batch` with the tokens of a text.
  ///
  /// - Parameters:
  ///   - text: UTF-8; invalid bytes are read as U+FFFD and end a token. Bytes behind
  ///     ``maximumTextByteCount`` are not read.
  ///   - batch: Emptied first; its memory is used again.
  package func analyze(_ text: BufferView<UInt8>, into batch: inout TokenBatch) {
    let text = Self.analyzed(text)
    if text.firstIndex(of: PieceSeparator.byte, from: 0) == nil {
      analyze(piece: text, into: &batch)
    } else {
      PieceSeparator.analyze(text, into: &batch) { analyze(piece: $0, into: &$1) }
    }
    filter?.apply(to: &batch)
  }

  private func analyze(piece text: BufferView<UInt8>, into batch: inout TokenBatch) {
    switch kind {
    case .standard: StandardTokenizer.analyze(text, into: &batch)
    case .plain: PlainTokenizer.analyze(text, into: &batch)
    case .whitespace: WhitespaceTokenizer.analyze(text, into: &batch)
    }
  }
}
