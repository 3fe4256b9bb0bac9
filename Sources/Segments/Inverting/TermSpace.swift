internal import Postings

/// The separate dictionaries of one text field.
package enum TermSpace: UInt32, Sendable, CaseIterable {
  /// Words, folded.
  case word = 0
  /// Two neighbouring unspaced characters, with every position.
  case pair = 1
  /// Single unspaced characters: documents and frequencies, no positions.
  case character = 2
  /// The tokens at the edges of runs, with positions, which phrases across runs and words need:
  /// unspaced characters that are alone in their run or next to a word; and, as the empty term, the
  /// gaps between runs.
  case edge = 3

  package var hasPositions: Bool { self != .character }

  /// How the dictionary is written.
  var spelling: TermSpelling { self == .pair ? .stepped : .shared }
}
