internal import Searching
internal import Storage

extension CorpusSearcher {
  /// Runs something whose searches take turns with others.
  ///
  /// Each looks up from its work, whether it has a limit of time or none.
  ///
  /// - Parameters:
  ///   - wait: Called again and again by the searches, from any of their threads. Returns when they may go
  ///     on, with the seconds that it has held them up in all, which are not taken off their time.
  ///   - body: Runs the searches.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  package static func takingTurns<Output>(
    _ wait: @escaping @Sendable () -> Double, _ body: () throws -> Output
  ) rethrows -> Output {
    try SearchTurn.$wait.withValue(wait, operation: body)
  }

  /// Runs something whose searches, and whatever else takes long, end early where nobody wants them any
  /// more: they give what they have, or throw.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked again and again, from any thread; once it says so it stays with that.
  ///   - body: Runs them.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  package static func stopping<Output>(
    when isCancelled: @escaping @Sendable () -> Bool, _ body: () throws -> Output
  ) rethrows -> Output {
    try Cancellation.$current.withValue(Cancellation(isCancelled), operation: body)
  }
}
