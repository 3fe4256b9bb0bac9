/// Something wrong inside a corpus: a record that cannot be used, or a file that ends in damage.
package struct RecordProblem: Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The bytes are no record of the format; the detail, which is the format's, says why.
    case malformed(detail: String)
    /// None of the text fields is there.
    case noText
    /// The record is longer than the limit.
    case tooLong(byteCount: UInt64, limit: Int)
    /// The record was kept; bytes that are no UTF-8 became U+FFFD.
    case replacedBytes
    /// The record was kept; halves of surrogate pairs became U+FFFD, the first of them written so.
    case replacedSurrogate(escape: String?)
    /// The record was kept; of a key that stands twice in one object, the last value counts.
    case repeatedKeys
    /// The record was kept; a value is not in its column.
    case leftOut(column: String, LeftOut)
    /// The file cannot be read on from here.
    case damagedFile(detail: String)
  }

  /// Why a value is not in its column.
  package enum LeftOut: Sendable, Equatable {
    /// It is longer than columns hold.
    case tooLong(byteCount: Int, limit: Int)
    /// The record has more values than columns hold.
    case tooMany(count: Int, limit: Int)
    /// It is not what the column was declared to hold.
    case unfit(type: String)
  }

  /// What the records of a file are counted by.
  package enum Unit: String, Sendable {
    case line, row
    /// Of a web archive, those that are passed over included.
    case record
  }

  /// Index into the corpus's list of files.
  package var file: Int
  /// What ``number`` counts.
  package var unit: Unit
  /// Line, row or record in the file, from 1.
  package var number: UInt64
  /// Where in the file: of a line or record, a byte of the expanded file; of a row, what its format
  /// says.
  package var offset: UInt64
  package var reason: Reason

  package init(
    file: Int, unit: Unit = .line, number: UInt64, offset: UInt64, reason: Reason
  ) {
    self.file = file
    self.unit = unit
    self.number = number
    self.offset = offset
    self.reason = reason
  }

  /// The record was lost, as opposed to kept with a blemish.
  package var isLoss: Bool {
    switch reason {
    case .replacedBytes, .replacedSurrogate, .repeatedKeys, .leftOut: false
    case .malformed, .noText, .tooLong, .damagedFile: true
    }
  }

  /// What is wrong, without the place.
  package var message: String {
    switch reason {
    case .malformed(let detail): detail
    case .noText: "the record has no text field"
    case .tooLong(let byteCount, let limit):
      "the \(unit.rawValue) has \(byteCount) bytes, more than the limit of \(limit)"
    case .replacedBytes: "bytes that are no UTF-8 were replaced by U+FFFD"
    case .replacedSurrogate(let escape):
      "half a surrogate pair\(escape.map { " (\($0))" } ?? "") was replaced by U+FFFD"
    case .repeatedKeys: "a key stands twice in one object; the last value counts"
    case .leftOut(let column, .tooLong(let byteCount, let limit)):
      "a value of \(column) has \(byteCount) bytes, more than the \(limit) of a column; "
        + "it is not in the column"
    case .leftOut(let column, .tooMany(let count, let limit)):
      "\(column) has \(count) values, more than the \(limit) of a record; none is in the column"
    case .leftOut(let column, .unfit(let type)):
      "a value of \(column) is no \(type), as the column was declared; it is not in the column"
    case .damagedFile(let detail): "the rest of the file cannot be read: \(detail)"
    }
  }

  /// The problem with its place: `part.txt.zst:17 (byte 5312): the record has no text field`.
  package func description(in paths: [String]) -> String {
    let name = paths.indices.contains(file) ? paths[file] : "file \(file)"
    return switch unit {
    case .line: "\(name):\(number) (byte \(offset)): \(message)"
    case .row: "\(name), row \(number): \(message)"
    case .record: "\(name), record \(number) (byte \(offset)): \(message)"
    }
  }
}

/// Counts problems and keeps the first few.
///
/// Every worker has a log of its own; merged logs are the same however the work was shared out.
package struct ProblemLog: Sendable, Equatable {
  /// How many losses, and how many blemishes, are kept.
  package let limit: Int
  /// Records lost.
  package private(set) var lostRecordCount: UInt64 = 0
  /// Blemishes of records that were kept: replaced bytes and repeated keys.
  package private(set) var repairedRecordCount: UInt64 = 0
  /// Files that could not be read to their end.
  package private(set) var damagedFileCount: UInt64 = 0
  /// Values that are not in their columns, by column.
  package private(set) var leftOutValueCounts: [String: UInt64] = [:]
  /// What is no record of the corpus by its kind, such as the requests of a crawl, by kind.
  ///
  /// Nothing is lost in it. A format has few kinds, whatever its files hold.
  package private(set) var passedOverCounts: [String: UInt64] = [:]
  /// The first losses, by file and place.
  package private(set) var losses: [RecordProblem] = []
  /// The first blemishes, by file and place.
  package private(set) var repairs: [RecordProblem] = []

  package init(limit: Int = 20) { self.limit = limit }

  /// Nothing was lost or replaced.
  package var isEmpty: Bool {
    lostRecordCount == 0 && repairedRecordCount == 0 && damagedFileCount == 0
      && leftOutValueCounts.isEmpty
  }

  /// Counts something that is no record by its kind; `kind` as in "12 request records".
  package mutating func passOver(_ kind: String) { passedOverCounts[kind, default: 0] += 1 }

  package mutating func append(_ problem: RecordProblem) {
    switch problem.reason {
    case .replacedBytes, .replacedSurrogate, .repeatedKeys: repairedRecordCount += 1
    case .leftOut(let column, .tooMany(let count, _)):
      leftOutValueCounts[column, default: 0] += UInt64(count)
    case .leftOut(let column, _): leftOutValueCounts[column, default: 0] += 1
    case .damagedFile: damagedFileCount += 1
    case .malformed, .noText, .tooLong: lostRecordCount += 1
    }
    if problem.isLoss {
      Self.insert(problem, into: &losses, limit: limit)
    } else {
      Self.insert(problem, into: &repairs, limit: limit)
    }
  }

  /// Takes over another log's counts and problems.
  package mutating func merge(_ other: ProblemLog) {
    lostRecordCount += other.lostRecordCount
    repairedRecordCount += other.repairedRecordCount
    damagedFileCount += other.damagedFileCount
    leftOutValueCounts.merge(other.leftOutValueCounts, uniquingKeysWith: +)
    passedOverCounts.merge(other.passedOverCounts, uniquingKeysWith: +)
    for problem in other.losses { Self.insert(problem, into: &losses, limit: limit) }
    for problem in other.repairs { Self.insert(problem, into: &repairs, limit: limit) }
  }

  /// The same problems, located by the number of their row instead of a byte.
  package var byRow: ProblemLog {
    located { problem in
      problem.unit = .row
      problem.offset = problem.number - 1
    }
  }

  /// The same problems in other places.
  package func located(_ locate: (inout RecordProblem) -> Void) -> ProblemLog {
    func located(_ problem: RecordProblem) -> RecordProblem {
      var problem = problem
      locate(&problem)
      return problem
    }
    var log = self
    log.losses = losses.map(located)
    log.repairs = repairs.map(located)
    return log
  }

  /// Keeps the list sorted and short; problems mostly come in order, so the end is tried first.
  private static func insert(
    _ problem: RecordProblem, into list: inout [RecordProblem], limit: Int
  ) {
    var index = list.count
    while index > 0, (problem.file, problem.offset) < (list[index - 1].file, list[index - 1].offset)
    {
      index -= 1
    }
    guard index < limit else { return }
    list.insert(problem, at: index)
    if list.count > limit { list.removeLast() }
  }
}
