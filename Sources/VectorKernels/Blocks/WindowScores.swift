internal import CKernels
package import Storage

/// Sums of scores for a window of documents, and which cells of them are touched: a window with few
/// documents is looked through in a few steps.
///
/// Valid while the arena lives. Copies share the sums.
package struct WindowScores {
  let sums: BufferView<Double>
  /// A bit for each cell.
  let touched: BufferView<UInt64>
  private var isZero = false

  package var count: Int { sums.count }

  /// Room for `count` documents, a multiple of 512; see ``clear()``.
  package init(count: Int, scratch: ScratchArena) {
    precondition(count % (64 * Int(CK_CELL)) == 0)
    sums = scratch.make(repeating: 0, uninitializedCount: count)
    touched = scratch.make(repeating: 0, uninitializedCount: count / (64 * Int(CK_CELL)))
  }

  /// Makes all sums zero before the first use; ``Kernels/collect(_:threshold:base:ids:found:)`` leaves
  /// them so.
  package mutating func clear() {
    if isZero { return }
    sums.fill(with: 0)
    touched.fill(with: 0)
    isZero = true
  }

  /// Adds to the sum of the document with a number in the window.
  @inline(__always)
  package func add(_ part: Double, at number: Int) {
    sums[number] += part
    let cell = number / Int(CK_CELL)
    touched[cell >> 6] |= 1 << UInt64(cell & 63)
  }
}
