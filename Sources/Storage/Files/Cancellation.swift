/// Whether the work that runs now is still wanted.
///
/// Whoever begins work that takes long binds ``current`` around it, ``Threads`` hand it on, and the work
/// looks at it between two of its pieces. It is not handed down through every call, as the cancellation of
/// Swift's tasks is not: most of what lies between does not care. What publishes a commit must not look,
/// since an index is then the old or the new one.
package struct Cancellation: Sendable {
  /// That of the work that runs; `nil` where nobody can cancel it.
  @TaskLocal package static var current: Cancellation?

  private let ask: @Sendable () -> Bool

  /// A cancellation that is looked for with `ask`, by any thread; once it is there it stays.
  package init(_ ask: @escaping @Sendable () -> Bool) { self.ask = ask }

  /// Whether somebody wants the work to end.
  package var isRequested: Bool { ask() }

  /// Ends the work where that is wanted.
  ///
  /// - Throws: ``StorageError/cancelled``.
  package static func check() throws(StorageError) {
    if current?.isRequested == true { throw .cancelled }
  }
}
