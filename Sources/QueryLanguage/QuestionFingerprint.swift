/// A number by which a cursor knows the question whose pages it turns.
///
/// FNV-1a (Fowler, Noll and Vo) over the parts of the question, so that it is the same in every
/// process. It tells questions apart by mistake, not against intent.
package struct QuestionFingerprint: Sendable, Equatable {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The fingerprint of a question's parts, in order; a missing part is not an empty one.
  package init(_ parts: [String?]) {
    for part in parts {
      guard let part else {
        add(0xFE)
        continue
      }
      for byte in part.utf8 { add(byte) }
      // No byte of UTF-8.
      add(0xFF)
    }
  }

  /// One that was written down.
  package init(value: UInt64) { self.value = value }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// The problem of a cursor that belongs to another question.
  package static func problem(with cursor: String) -> QueryProblem {
    QueryProblem(
      .cursor, cursor, message: "this cursor belongs to another question",
      expected: "the “next” of an answer to this query, over the same datasets in the same order")
  }
}
