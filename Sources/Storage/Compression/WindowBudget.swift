internal import Synchronization

/// Memory for the windows of packed files: the bytes already expanded that what follows refers to.
///
/// Only zstd has windows worth counting, up to 2 GiB. One budget belongs to all files that a run opens;
/// a frame beyond it is refused before anything is taken.
package final class WindowBudget: Sendable {
  /// What every run may take, whatever its memory: the limit of the tool `zstd` itself.
  static let ownByteCount: UInt64 = 128 << 20
  /// Smaller windows are buffers as others are, and not counted.
  private static let countedByteCount: UInt64 = 8 << 20

  private let memory = Atomic(UInt64.max)
  private let held = Atomic(UInt64(0))

  /// A budget that any window fits into: that of whoever reads what a run with one has taken.
  package init() {}

  /// Leaves windows half of the memory of a run; the other half is for what is made of the bytes.
  package func limit(toHalfOf memory: UInt64) {
    self.memory.store(memory, ordering: .relaxed)
  }

  /// Bytes that windows take now.
  package var heldByteCount: UInt64 { held.load(ordering: .relaxed) }

  /// The memory of the run, should a window not fit into its half; else `nil`.
  func memory(refusing byteCount: UInt64) -> UInt64? {
    let memory = memory.load(ordering: .relaxed)
    return byteCount <= max(Self.ownByteCount, memory / 2) ? nil : memory
  }

  /// Counts a window that is taken.
  func take(_ byteCount: UInt64) {
    guard byteCount > Self.countedByteCount else { return }
    held.wrappingAdd(byteCount, ordering: .relaxed)
  }

  /// Counts a window that is let go.
  func giveBack(_ byteCount: UInt64) {
    guard byteCount > Self.countedByteCount else { return }
    held.wrappingSubtract(byteCount, ordering: .relaxed)
  }
}
