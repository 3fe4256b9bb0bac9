/// Whose turn it is, where more searches are under way than should run at once.
///
/// A search looks at its deadline once a window of documents, or for as much other work. That is where
/// it may be held up in favour of others; the time that it is held up is not taken off its own.
package enum SearchTurn {
  /// Returns when it is the turn of what this thread works for, with the seconds that it was held up in
  /// all; `nil` where nobody takes turns.
  ///
  /// Deadlines remember it, so that all threads of a search wait together.
  @TaskLocal package static var wait: (@Sendable () -> Double)?
}
