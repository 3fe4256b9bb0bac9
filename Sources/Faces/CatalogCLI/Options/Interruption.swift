internal import CatalogService
internal import Dispatch
internal import Glibc

/// Turns an interrupt from the keyboard into a cancelled task, so that what was committed stays.
enum Interruption {
  /// Runs some work; the first interrupt cancels it, a second one ends the program.
  static func cancelling<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await work() }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if task.isCancelled { exit(130) }
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
  }
}
