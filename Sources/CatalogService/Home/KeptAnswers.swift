internal import CatalogStore
internal import Storage
internal import Synchronization

/// Answers that rest on descriptions alone, kept until anybody changes one.
///
/// A server is asked for the same lists, names and matches of descriptions again and again, and reading
/// descriptions takes longer than most searches. Before a kept answer is given the store is asked
/// whether it is still what it was (``CatalogStore/mark()``), so a change is seen by the very next
/// question, whichever process has made it.
final class KeptAnswers: Sendable {
  private struct State {
    /// The mark of the store that the answers belong to.
    var mark: Int64?
    var answers: RecentValues<[String], any Sendable>
  }

  /// What an answer takes besides its own bytes and those of its question, about.
  private static let overhead = 256

  private let state: Mutex<State>
  /// Answers are kept at all.
  let keepsAny: Bool

  /// Answers that take so many bytes at most; with 0 nothing is kept, nor the store asked.
  init(byteLimit: Int) {
    keepsAny = byteLimit > 0
    state = Mutex(State(answers: RecentValues(limit: byteLimit)))
  }

  /// The mark that the store has now; what was kept under another one is forgotten.
  func mark(of store: CatalogStore) throws -> Int64? {
    // Marks are compared in the order in which they were read.
    try state.withLock { state in
      let mark = try store.mark()
      if mark != state.mark {
        state.answers.removeAll()
        state.mark = mark
      }
      return mark
    }
  }

  /// The answer to a question, made anew when it is not known or descriptions have changed.
  ///
  /// - Parameters:
  ///   - question: Everything that the answer depends on besides the store, its kind first.
  ///   - mark: The mark that the store had when it was looked at.
  ///   - byteCount: The bytes that an answer takes, about.
  ///   - make: Makes the answer.
  /// - Returns: The answer.
  /// - Throws: What `make` throws, which is not kept.
  func answer<Answer: Sendable>(
    to question: [String], at mark: Int64?, byteCount: (Answer) -> Int,
    make: () throws -> Answer
  ) throws -> Answer {
    let known = state.withLock { state in
      state.mark == mark ? state.answers.value(of: question) : nil
    }
    if let known, let answer = known as? Answer { return answer }
    let answer = try make()
    // What was ended early is not the answer.
    if Cancellation.current?.isRequested == true { return answer }
    let size = question.reduce(byteCount(answer) + Self.overhead) { $0 + $1.utf8.count }
    state.withLock { state in
      // What was read before somebody changed a description belongs to nobody now.
      guard let mark, state.mark == mark else { return }
      state.answers.keep(answer, under: question, size: size)
    }
    return answer
  }
}

/// What kept answers are asked for: the store and the folder of indexes as they were at one moment.
private struct KeptMoment: Sendable {
  @TaskLocal static var current: KeptMoment?

  /// Whose answers.
  var owner: ObjectIdentifier
  var mark: Int64?
  /// A list tells of folders that the store does not know.
  var folders: String
}

extension Catalog {
  /// Asks for several kept answers as of one moment, so that the store is looked at once.
  ///
  /// - Parameter body: Asks for them.
  /// - Returns: What it returns.
  /// - Throws: ``CatalogError`` when the store cannot be read, and what `body` throws.
  func atOneMoment<Output>(_ body: () throws -> Output) throws -> Output {
    guard keptAnswers.keepsAny else { return try body() }
    return try KeptMoment.$current.withValue(lookAtStore(), operation: body)
  }

  /// Asks for kept answers as of now, whatever moment is looked at around.
  func rightNow<Output>(_ body: () throws -> Output) rethrows -> Output {
    try KeptMoment.$current.withValue(nil, operation: body)
  }

  private func lookAtStore() throws -> KeptMoment {
    let store = try store
    return KeptMoment(
      owner: ObjectIdentifier(self),
      mark: try CatalogError.folding { try keptAnswers.mark(of: store) },
      folders: SystemCall.status(home.indexes).map { "\($0.modified)" } ?? "")
  }

  /// The answer to a question that rests on descriptions alone, perhaps made before; see ``init(at:configuration:keptAnswerBytes:)``.
  ///
  /// - Parameters:
  ///   - question: Everything that the answer depends on besides descriptions, its kind first.
  ///   - byteCount: The bytes that an answer takes, about.
  ///   - make: Makes the answer.
  /// - Returns: The answer.
  /// - Throws: ``CatalogError``, also for what `make` throws.
  package func kept<Answer: Sendable>(
    _ question: [String], byteCount: (Answer) -> Int, make: () throws -> Answer
  ) throws -> Answer {
    guard keptAnswers.keepsAny else { return try CatalogError.folding(make) }
    var moment = KeptMoment.current
    if moment?.owner != ObjectIdentifier(self) { moment = nil }
    let now = try moment ?? lookAtStore()
    return try CatalogError.folding {
      try keptAnswers.answer(
        to: question + [now.folders], at: now.mark, byteCount: byteCount, make: make)
    }
  }
}
