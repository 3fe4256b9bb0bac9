package import Storage
internal import VectorKernels

/// The folding that the recipe `standard` does before it cuts, on its own.
///
/// In this order: Unicode's NFKC_Casefold over the text (compatibility forms, case, and
/// default-ignorable characters, which vanish), each stretch between two normalisation boundaries
/// for itself; then one character for one by the table of traditional and simplified Chinese. The
/// typographic apostrophe U+2019 reads as the ASCII one, so that both spellings of *don’t* are one
/// word. Folding a folded text again changes nothing.
///
/// A string of unspaced characters is found in a text exactly where its folded code points stand
/// in the folded text one after the other.
package enum Folding {
  /// The folded code points of a text, each with the original bytes it came from.
  package struct FoldedText: Sendable {
    /// Folded code points.
    package var scalars: [UInt32] = []
    /// For each the bytes of its whole original sequence.
    package var sources: [TokenBatch.SourceRange] = []
  }

  /// Folds a text and keeps where everything came from.
  package static func foldWithSources(_ text: BufferView<UInt8>) -> FoldedText {
    var folded = FoldedText()
    walk(text) { scalar, source in
      folded.scalars.append(scalar)
      folded.sources.append(
        TokenBatch.SourceRange(
          start: UInt32(truncatingIfNeeded: source.lowerBound),
          end: UInt32(truncatingIfNeeded: source.upperBound)))
    }
    return folded
  }

  /// The folded code points of a text.
  package static func fold(_ text: BufferView<UInt8>) -> [UInt32] {
    var folded: [UInt32] = []
    folded.reserveCapacity(text.count)
    walk(text) { scalar, _ in folded.append(scalar) }
    return folded
  }

  /// The folded text of a string.
  package static func fold(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    Array(text.utf8).withView { view in
      walk(view) { scalar, _ in
        folded.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      }
    }
    return String(folded)
  }

  /// Hands every folded code point and the original bytes it came from to `body`.
  private static func walk(_ text: BufferView<UInt8>, _ body: (UInt32, Range<Int>) -> Void) {
    var scratch = FoldingScratch()
    var cursor = FoldingCursor(text, .shared, from: 0)
    while cursor.here < text.count {
      let step = cursor.step(&scratch)
      if step.scalar != FoldingCursor.Step.string {
        body(step.scalar, step.source)
      } else {
        for index in 0..<scratch.folded.count { body(scratch.folded[index], step.source) }
      }
    }
  }
}
