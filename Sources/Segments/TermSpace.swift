/// The separate dictionaries of one text field.
package enum TermSpace: UInt32, Sendable, CaseIterable {
  /// Words, folded.
  case word = 0
  /// Two neighbouring unspaced characters, with every position.
  case pair = 1
  /// Single unspaced characters: documents and frequencies, no positions.
  case character = 2
  /// Single unspaced characters where they begin or end their run, with positions: what a phrase
  /// that crosses between a run and a word meets.
  case edge = 3

  package var hasPositions: Bool { self != .character }
}
