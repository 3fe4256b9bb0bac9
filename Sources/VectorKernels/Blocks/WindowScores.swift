internal import CKernels
package import Storage

/// Sums of scores for a window of documents, and a bitmap of the cells of eight sums that were
/// added to, so that a window with few scored documents is searched in a few steps.
///
/// Valid while the arena lives. Copies share the sums.
package struct WindowScores {
  let sums: BufferView<Double>
  /// A bit for each cell.
  let touched: BufferView<UInt64>
  private var isZero = false

  package var count: Int { sums.count }

  /// Sums for `count` documents, a multiple of 512; undefined until ``clear()``.
  package init(count: Int, scratch: ScratchArena) {
    precondition(count % (64 * Int(CK_CELL)) == 0)
    sums = scratch.makeUninitialized(Double.self, count: count)
    touched = scratch.makeUninitialized(UInt64.self, count: count / (64 * Int(CK_CELL)))
  }

  /// Makes all sums zero before the first use; ``Kernels/collect(_:threshold:base:ids:found:)``
  /// leaves them so.
  package mutating func clear() {
    if isZero { return }
    sums.fill(with: 0)
    touched.fill(with: 0)
    isZero = true
  }

  /// Adds a score to the sum of a document, given by its index in the window.
  @inline(__always)
  package func add(_ score: Double, at index: Int) {
    sums[index] += score
    let cell = index / Int(CK_CELL)
    touched[cell >> 6] |= 1 << UInt64(cell & 63)
  }
}
