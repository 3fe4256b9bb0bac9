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
  private let keepsAny: Bool

  /// Answers that take so many bytes at most; with 0 nothing is kept, nor the store asked.
  init(byteLimit: Int) {
    keepsAny = byteLimit > 0
    state = Mutex(State(answers: RecentValues(limit: byteLimit)))
  }

  /// The answer to a question, made anew when it is not known or descriptions have changed.
  ///
  /// - Parameters:
  ///   - question: Everything that the answer depends on besides the store, its kind first.
  ///   - store: The store.
  ///   - byteCount: The bytes that an answer takes, about.
  ///   - make: Makes the answer.
  /// - Returns: The answer.
  /// - Throws: What `make` throws, which is not kept, and `StoreError` when the store cannot be read.
  func answer<Answer: Sendable>(
    to question: [String], from store: CatalogStore, byteCount: (Answer) -> Int,
    make: () throws -> Answer
  ) throws -> Answer {
    guard keepsAny else { return try make() }
    // Marks are compared in the order in which they were read.
    let (mark, known) = try state.withLock { state in
      let mark = try store.mark()
      if mark != state.mark {
        state.answers.removeAll()
        state.mark = mark
      }
      return (mark, state.answers.value(of: question))
    }
    if let known, let answer = known as? Answer { return answer }
    let answer = try make()
    let size = question.reduce(byteCount(answer) + Self.overhead) { $0 + $1.utf8.count }
    state.withLock { state in
      // What was read before somebody changed a description belongs to nobody now.
      guard let mark, state.mark == mark else { return }
      state.answers.keep(answer, under: question, size: size)
    }
    return answer
  }
}

extension Catalog {
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
    let store = try store
    // A list tells of folders that the store does not know.
    let folders = SystemCall.status(home.indexes).map { "\($0.modified)" } ?? ""
    return try CatalogError.folding {
      try keptAnswers.answer(
        to: question + [folders], from: store, byteCount: byteCount, make: make)
    }
  }
}
