internal import Storage

/// Documents per window: what a bitmap of 64 words covers.
enum Window {
  static let size = 4096
  static let words = 64

  static func first(of index: Int) -> UInt32 { UInt32(index * size) }
  static func index(of document: UInt32) -> Int { Int(document) / size }
}

/// A node of a query bound to one segment.
///
/// Two ways to use it, each with rising documents: whole windows as bitmaps
/// (``fill(window:into:)``) and single documents (``matches(_:)``, ``addScore(of:to:)``). Calls are
/// per window or per candidate, never per posting.
class Matcher {
  /// An upper bound of the number of matching documents.
  let cost: Int

  init(cost: Int) { self.cost = cost }

  /// Sets the bits of the matching documents of a window, overwriting all 64 words.
  func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    preconditionFailure("a matcher fills windows")
  }

  /// The next window at or after one that may hold a match; `nil` when there is none.
  func nextWindow(from window: Int) throws(StorageError) -> Int? { window }

  /// Whether a document matches; documents rise from call to call.
  func matches(_ document: UInt32) throws(StorageError) -> Bool {
    preconditionFailure("a matcher tests documents")
  }

  /// Adds the scores of the matching leaves, left to right; only for a document that matches.
  func addScore(of document: UInt32, to sum: inout Double) throws(StorageError) {}

  /// An upper bound of the scores in the segment.
  var maximumScore: Double { 0 }

  /// An upper bound of the scores in a window.
  func maximumScore(window: Int) throws(StorageError) -> Double { maximumScore }

  /// Adds what each matching leaf contributes to a document, for explanations.
  func explain(_ document: UInt32, into lines: inout [LeafScore]) throws(StorageError) {}
}

/// What one leaf adds to a document's score.
package struct LeafScore: Sendable {
  package var leaf: Int
  package var score: Double
  /// Occurrences in the document.
  package var frequency: UInt32
  package var idf: Double
  /// Length of the document, in positions, decoded from its norm.
  package var length: UInt32
}

/// Matches nothing.
final class NothingMatcher: Matcher {
  init() { super.init(cost: 0) }
  override func fill(window: Int, into words: BufferView<UInt64>) { words.fill(with: 0) }
  override func nextWindow(from window: Int) -> Int? { nil }
  override func matches(_ document: UInt32) -> Bool { false }
}

/// Matches every document, or every one that has a field.
final class EverythingMatcher: Matcher {
  private let documentCount: Int
  private let norms: ByteSlice?

  /// `norms`: given when only documents of length above 0 match.
  init(documentCount: Int, norms: ByteSlice? = nil) {
    self.documentCount = documentCount
    self.norms = norms
    super.init(cost: documentCount)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) {
    words.fill(with: 0)
    let first = window * Window.size
    let count = min(Window.size, documentCount - first)
    guard count > 0 else { return }
    for index in 0..<count where norms.map({ $0[first + index] != 0 }) ?? true {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
  }

  override func nextWindow(from window: Int) -> Int? {
    window * Window.size < documentCount ? window : nil
  }

  override func matches(_ document: UInt32) -> Bool {
    Int(document) < documentCount && norms.map { $0[Int(document)] != 0 } ?? true
  }
}
