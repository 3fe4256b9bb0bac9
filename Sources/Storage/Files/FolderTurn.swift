internal import Glibc

/// A turn at the files of a folder, which processes take one after the other; given back with the last
/// reference to it, and when the process ends.
///
/// The folder itself is locked, so that nothing is left in it.
package final class FolderTurn: Sendable {
  private let descriptor: Int32

  /// Waits for the turn; `nil` when another process had it all the time, or the file system has no
  /// locks.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - seconds: How long to wait at most. A turn keeps work apart that may be done side by side only
  ///     with failures that are told; so without one, work goes on.
  package init?(_ folder: String, waitingAtMost seconds: Double) {
    descriptor = unsafe PathText.withPath(folder) {
      unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    if descriptor < 0 { return nil }
    let end = SystemCall.monotonicSeconds + seconds
    while true {
      do throws(StorageError) {
        if try SystemCall.tryLock(descriptor, path: folder) { return }
      } catch {
        break
      }
      if SystemCall.monotonicSeconds >= end { break }
      usleep(2_000)
    }
    // Everything is set by now, so `deinit` closes the folder.
    return nil
  }

  deinit {
    // Explicitly: a process being spawned elsewhere may hold the descriptor for a moment longer.
    SystemCall.unlock(descriptor)
    SystemCall.closeFile(descriptor)
  }
}
