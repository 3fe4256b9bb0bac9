internal import CatalogService
internal import Dispatch
internal import Glibc

/// Turns an interrupt from the keyboard, a request to end, or the end of the terminal into a cancelled
/// task, so that what was committed stays and nothing half-made is left behind.
enum Interruption {
  /// Runs some work; the first signal cancels it, a second one ends the program.
  ///
  /// Merging and writing do not stop half-way. They are made to be killed at any moment: a run that
  /// has not ended soon after the signal is ended, and the next one goes on from the last commit.
  ///
  /// - Parameters:
  ///   - patience: How long a cancelled run may take to end by itself; by default the user waits less
  ///     than a second.
  ///   - work: What to run.
  /// - Returns: What it returns.
  /// - Throws: What it throws.
  static func cancelling<Result: Sendable>(
    patience: DispatchTimeInterval = .milliseconds(700),
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    let task = Task { try await work() }
    // `nohup` asks for the end of the terminal to be ignored.
    let numbers = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
    let sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if task.isCancelled { end() }
        task.cancel()
        DispatchQueue.global().asyncAfter(deadline: .now() + patience) { end() }
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
  }

  /// Whether whoever started the program asked for a signal to be ignored.
  private static func isIgnored(_ number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    signal(number, before)
    // Safe: both are addresses, which are compared and not called.
    return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Ends the program as an interrupted one, whatever it does.
  private static func end() -> Never {
    let failure = CatalogError(
      .interrupted, "interrupted; what was committed is kept",
      remedy: .advice("catalog status tells what is unfinished"))
    Output(format: .requested(by: Host.arguments), quiet: false, noColor: true)
      .error(failure)
    // Other threads still run, so nothing of theirs is taken down in order.
    _exit(failure.code.exitStatus)
  }
}
