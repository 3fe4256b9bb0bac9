import Storage

/// What stands between the pieces of one text: the turns of a conversation, or the fields that are
/// searched together.
///
/// U+001E, the record separator of ASCII. It ends a token and leaves a position free, so that no
/// phrase reaches from one piece into the next. A text that has the character in itself is cut there
/// in the same way.
package enum PieceSeparator {
  package static let byte = UInt8(0x1e)

  /// Analyses a text that has the separator, as if a line ended there, and moves the positions behind
  /// each apart.
  static func analyze(
    _ text: BufferView<UInt8>, into batch: inout TokenBatch,
    _ analyze: (BufferView<UInt8>, inout TokenBatch) -> Void
  ) {
    var separators: [Int] = []
    var lines = GrowableBuffer<UInt8>()
    lines.append(contentsOf: text)
    var at = 0
    while let found = lines.view.firstIndex(of: byte, from: at) {
      separators.append(found)
      lines.view[found] = UInt8(ascii: "\n")
      at = found + 1
    }
    let wantsSourceRanges = batch.wantsSourceRanges
    batch.wantsSourceRanges = true
    analyze(lines.view, &batch)
    batch.wantsSourceRanges = wantsSourceRanges
    let pieces = batch.pieces.view
    var passed = 0
    var range = 0
    var shift: UInt32 = 0
    var end = 0
    for index in 0..<pieces.count {
      let start = Int(batch.sourceRanges[range].start)
      while passed < separators.count, separators[passed] < end { passed += 1 }
      // One position, between two tokens only.
      if index > 0, passed < separators.count, separators[passed] < start { shift += 1 }
      pieces[index].position += shift
      range += pieces[index].isRun ? pieces[index].count : 1
      end = Int(batch.sourceRanges[range - 1].end)
    }
    batch.length += shift
    if !wantsSourceRanges { batch.sourceRanges.removeAll() }
  }
}
