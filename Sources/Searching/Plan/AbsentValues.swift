internal import Analysis
internal import QueryLanguage
internal import Records
internal import Segments
internal import Storage

/// Values that a question asks columns to have and no record has.
///
/// `lang:EN` where records have `en` finds nothing, and `-lang:EN` everything: both are answers to
/// another question than the one that was meant.
struct AbsentValues {
  let parts: [SearchPart]

  /// Values read of columns without a dictionary, and looked through for one that is near.
  private static let budget = 65_536

  /// The hint on a value, when no segment has it.
  ///
  /// A column with too many different values to look through, and one whose bytes are damaged, has
  /// none: the search itself tells of damage.
  func hint(on asked: AskedValue) -> QueryProblem? {
    do throws(StorageError) {
      guard try isAbsent(asked.literal, in: asked.column) else { return nil }
      return asked.absence(nearest: try nearest(to: asked))
    } catch {
      return nil
    }
  }

  private func isAbsent(
    _ literal: ColumnLiteral, in column: String
  ) throws(StorageError) -> Bool {
    var budget = Self.budget
    for part in parts {
      guard let reader = part.segment.column(named: column) else { continue }
      guard try reader.cursor().holds(literal, budget: &budget) == false else { return false }
    }
    return true
  }

  /// The value that was meant: the same in another case, width or script, a date with its zeros, or one
  /// with spaces of which a bare value is the beginning.
  private func nearest(
    to asked: AskedValue
  ) throws(StorageError) -> (value: String, length: Int)? {
    if let date = ColumnTextTest.Literal.padded(asked.literal.text) {
      let literal = ColumnLiteral(text: date, decimal: nil)
      if try !isAbsent(literal, in: asked.column) { return (date, asked.literal.text.utf8.count) }
    }
    let wanted = Folding.fold(asked.literal.text)
    var best: (value: String, length: Int)?
    var budget = Self.budget
    for part in parts {
      guard let reader = part.segment.column(named: asked.column) else { continue }
      try reader.cursor().forEachText(budget: &budget) { value in
        guard let length = Self.length(of: value, in: asked, wanted: wanted) else { return }
        // The longest is the one that all of the words say.
        if length > best?.length ?? 0 { best = (value, length) }
      }
    }
    return best
  }

  /// How much of what is written a value accounts for, in bytes; `nil` when it is another value.
  private static func length(of value: String, in asked: AskedValue, wanted: String) -> Int? {
    let folded = Folding.fold(value).drop { $0 == " " }
    guard folded.hasPrefix(wanted) else { return nil }
    if folded.dropFirst(wanted.count).allSatisfy({ $0 == " " }) {
      return asked.literal.text.utf8.count
    }
    guard asked.isBare, folded.dropFirst(wanted.count).first == " " else { return nil }
    let words = folded.split(separator: " ").count
    let written = asked.written.split(separator: " ").prefix(words)
    guard written.count == words, let last = written.last,
      Folding.fold(written.joined(separator: " ")) == folded
    else { return nil }
    return asked.written[..<last.endIndex].utf8.count
  }
}
