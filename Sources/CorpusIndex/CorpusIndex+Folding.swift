internal import Analysis

extension CorpusIndex {
  /// A text as the analyzer `standard` compares it: compatibility forms and case folded, traditional
  /// Chinese characters as simplified ones.
  public static func folded(_ text: String) -> String { Folding.fold(text) }
}
