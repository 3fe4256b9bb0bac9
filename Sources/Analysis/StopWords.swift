import Storage

/// Words that an index leaves out.
///
/// A stop word keeps its position: *state of the art* becomes *state* and *art* three positions
/// apart, so a phrase still tells it from *state art*. Only words can be stop words; the characters
/// of an unspaced run stay, because a string of them must be found whole.
package final class StopWords: Sendable {
  /// The words as terms, sorted, each once.
  package let terms: [[UInt8]]
  /// For each slot the index of a term plus one, or 0; a power of two of them.
  private let slots: [UInt32]

  /// Takes words through the recipe that the texts go through.
  ///
  /// - Throws: ``AnalyzerError/notOneWord(_:)`` for an entry that does not give exactly one word.
  package init(_ words: [String], kind: AnalyzerKind) throws(AnalyzerError) {
    var batch = TokenBatch()
    var found: Set<[UInt8]> = []
    for word in words {
      Array(word.utf8).withView { Analyzer(kind).analyze($0, into: &batch) }
      guard batch.pieces.view.count == 1, !batch.pieces[0].isRun else {
        throw .notOneWord(word)
      }
      let start = Int(batch.pieces[0].start)
      found.insert(batch.bytes.view[start..<start + batch.pieces[0].count].array)
    }
    terms = found.sorted { $0.lexicographicallyPrecedes($1) }
    var slots = [UInt32](repeating: 0, count: 16)
    while slots.count < 4 * terms.count { slots += slots }
    for (index, term) in terms.enumerated() {
      var slot = Int(term.withView { Self.hash($0) }) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
    self.slots = slots
  }

  /// The entries of a list: one word a line, `#` begins a comment.
  package static func entries(of list: String) -> [String] {
    list.split(whereSeparator: \.isNewline).compactMap { line in
      let entry = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      return entry.isEmpty ? nil : entry.joined(separator: " ")
    }
  }

  /// Whether a word is one of them.
  func contains(_ word: BufferView<UInt8>) -> Bool {
    var slot = Int(Self.hash(word)) & (slots.count - 1)
    while slots[slot] != 0 {
      if equals(terms[Int(slots[slot]) - 1], word) { return true }
      slot = (slot + 1) & (slots.count - 1)
    }
    return false
  }

  private func equals(_ term: [UInt8], _ word: BufferView<UInt8>) -> Bool {
    guard term.count == word.count else { return false }
    for index in 0..<word.count where term[index] != word[index] { return false }
    return true
  }

  /// A hash for this table only.
  private static func hash(_ word: BufferView<UInt8>) -> UInt32 {
    var hash: UInt32 = 0x811c_9dc5
    for index in 0..<word.count { hash = (hash ^ UInt32(word[index])) &* 0x0100_0193 }
    return hash ^ hash >> 15
  }

  /// A number that two different lists do not share by accident, for the identifier.
  var fingerprint: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for term in terms {
      for byte in term + [0] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
    return hash ^ hash >> 32
  }
}
