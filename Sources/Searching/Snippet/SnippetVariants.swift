import Analysis
import Storage

/// How one folded character may be spelled in a text.
enum SnippetVariants {
  /// Traditional and compatibility forms of the common Chinese blocks by what they fold to.
  ///
  /// Folding them all takes about a millisecond, once, and only when a long text is searched.
  private static let others: [UInt32: [UInt32]] = {
    var text: [UInt8] = []
    for block in [0x3400..<0xa000 as Range<UInt32>, 0xf900..<0xfb00] {
      for value in block {
        if let scalar = Unicode.Scalar(value) { text += Array(String(Character(scalar)).utf8) }
      }
    }
    var others: [UInt32: [UInt32]] = [:]
    text.withView { view in
      let folded = Folding.foldWithSources(view)
      for (index, scalar) in folded.scalars.enumerated() {
        let source = folded.sources[index]
        // Three bytes are one character here; longer sources are sequences.
        guard source.end - source.start == 3 else { continue }
        let start = Int(source.start)
        let original =
          UInt32(view[start] & 0x0f) << 12 | UInt32(view[start + 1] & 0x3f) << 6
          | UInt32(view[start + 2] & 0x3f)
        if original != scalar { others[scalar, default: []].append(original) }
      }
    }
    return others
  }()

  /// The UTF-8 of a folded character and of those that fold to it, itself first.
  static func spellings(of scalar: UInt32) -> [[UInt8]] {
    ([scalar] + (scalar >= 0x3400 ? others[scalar, default: []] : [])).prefix(8).compactMap {
      Unicode.Scalar($0).map { Array(String(Character($0)).utf8) }
    }
  }
}
