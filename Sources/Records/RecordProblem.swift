/// Something wrong inside a corpus: a record that cannot be used, or a file that ends in damage.
package struct RecordProblem: Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The bytes are no record of the format; the detail, which is the format's, says why.
    case malformed(detail: String)
    /// None of the text fields is there, not even empty.
    case noText
    /// The record is longer than the limit.
    case tooLong(byteCount: UInt64, limit: Int)
    /// The record was kept; bytes that are no UTF-8 became U+FFFD.
    case replacedBytes
    /// The record was kept; halves of surrogate pairs became U+FFFD, the first of them written so.
    case replacedSurrogate(escape: String?)
    /// The record was kept; of a key that stands twice in one object, the last value counts.
    case repeatedKeys
    /// The record was kept, and is not as it should be; the detail, which is the format's, says how.
    case repaired(detail: String)
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
    /// It is NaN or an infinity.
    case notFinite
    /// Values below the path that is given for the column lie below more keys than a path that nobody
    /// named may have.
    case tooDeep(count: Int, limit: Int)
    /// Values below the path that is given for the column have paths that are longer than one that
    /// nobody named may be.
    case pathTooLong(count: Int, limit: Int)
    /// The column of the file is encrypted, with so many values.
    case encrypted(count: Int)

    /// Values that are left out.
    var count: Int {
      switch self {
      case .tooMany(let count, _), .tooDeep(let count, _), .pathTooLong(let count, _),
        .encrypted(let count):
        count
      case .tooLong, .unfit, .notFinite: 1
      }
    }
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
  /// Line, row or record in the file, from 1; see ``isCounted``.
  package var number: UInt64
  /// Where in the file: of a line or record, a byte of the expanded file; of a row, what its format
  /// says.
  package var offset: UInt64
  package var reason: Reason
  /// Records concerned, from ``number`` on.
  package var count: UInt64 = 1

  package init(
    file: Int, unit: Unit = .line, number: UInt64, offset: UInt64, reason: Reason
  ) {
    self.file = file
    self.unit = unit
    self.number = number
    self.offset = offset
    self.reason = reason
  }

  /// The number is known: the file was read from its start, or its rows are counted elsewhere.
  package var isCounted: Bool { number < FilePosition.uncounted }

  /// The record was lost, as opposed to kept with a blemish.
  package var isLoss: Bool {
    switch reason {
    case .replacedBytes, .replacedSurrogate, .repeatedKeys, .repaired, .leftOut: false
    case .malformed, .noText, .tooLong, .damagedFile: true
    }
  }

  /// What is wrong, without the place.
  package var message: String {
    switch reason {
    case .malformed(let detail), .repaired(let detail): detail
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
    case .leftOut(let column, .notFinite):
      "a value of \(column) is NaN or infinite, which no column holds; it is not in the column"
    case .leftOut(let column, .encrypted):
      "the column \(column) is encrypted, and not read without its key"
    case .leftOut(let column, .tooDeep(let count, let limit)):
      "\(Self.values(count)) nested deeper than \(limit) keys, below \(column), and in no column; "
        + "a column declared by its path takes it"
    case .leftOut(let column, .pathTooLong(let count, let limit)):
      "\(Self.values(count)) at a path below \(column) longer than \(limit) bytes, and in no "
        + "column; a column declared by its path takes it"
    case .damagedFile(let detail): "the rest of the file cannot be read: \(detail)"
    }
  }

  private static func values(_ count: Int) -> String {
    count == 1 ? "a value is" : "\(count) values are"
  }

  /// The problem with its place in the file: `line 17 (byte 5312): the record has no text field`.
  package var placed: String {
    switch reason {
    case .damagedFile: message
    default:
      switch unit {
      case _ where !isCounted: "byte \(offset): \(message)"
      case .line: "line \(number) (byte \(offset)): \(message)"
      case .row: "row \(number): \(message)"
      case .record: "record \(number) (byte \(offset)): \(message)"
      }
    }
  }

  /// The problem with its place: `part.txt.zst:17 (byte 5312): the record has no text field`.
  package func description(in paths: [String]) -> String {
    let name = paths.indices.contains(file) ? paths[file] : "file \(file)"
    return switch unit {
    case _ where !isCounted: "\(name), byte \(offset): \(message)"
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
  /// What went wrong in each file, by its index; files without problems are not there.
  package private(set) var byFile: [Int: FileProblems] = [:]
  /// Values that are not in their columns, by column.
  package private(set) var leftOutValueCounts: [String: UInt64] = [:]
  /// What is no record of the corpus by its kind, such as the requests of a crawl, by kind.
  ///
  /// Nothing is lost in it. A format has few kinds, whatever its files hold.
  package private(set) var passedOverCounts: [String: UInt64] = [:]
  /// Records whose own values count before those that their file or an attribute gives, by column.
  package private(set) var ownValueCounts: [String: UInt64] = [:]
  /// Records that were kept and hold no text.
  package private(set) var withoutTextCount: UInt64 = 0
  /// The first files that could not be read to their end.
  package private(set) var damages: [RecordProblem] = []
  /// The first losses, by file and place; files that could not be read to their end among them.
  package private(set) var losses: [RecordProblem] = []
  /// The first blemishes, by file and place.
  package private(set) var repairs: [RecordProblem] = []

  /// The problems of one file.
  package struct FileProblems: Sendable, Equatable {
    /// Records lost.
    package var lost: UInt64 = 0
    /// Blemishes of records that were kept.
    package var repaired: UInt64 = 0
    /// Values that are not in their columns.
    package var leftOut: UInt64 = 0
    /// The end of the file was not read.
    package var isCut = false
    /// The first loss, or the first blemish where nothing was lost.
    package var first: RecordProblem?

    fileprivate mutating func take(_ problem: RecordProblem) {
      guard let known = first else {
        first = problem
        return
      }
      let isBefore = problem.offset < known.offset
      if problem.isLoss != known.isLoss ? problem.isLoss : isBefore { first = problem }
    }
  }

  package init(limit: Int = 20) { self.limit = limit }

  /// Nothing was lost or replaced.
  package var isEmpty: Bool {
    lostRecordCount == 0 && repairedRecordCount == 0 && damagedFileCount == 0
      && leftOutValueCounts.isEmpty
  }

  /// Counts something that is no record by its kind; `kind` as in "12 request records".
  package mutating func passOver(_ kind: String) { passedOverCounts[kind, default: 0] += 1 }

  /// Counts records whose own values count before others, by column.
  package mutating func countOwnValues(_ counts: [String: UInt64]) {
    ownValueCounts.merge(counts, uniquingKeysWith: +)
  }

  /// Counts a record that is kept and holds no text.
  package mutating func countWithoutText() { withoutTextCount += 1 }

  /// The first record or file end that was lost.
  package var firstLoss: RecordProblem? { losses.first }

  package mutating func append(_ problem: RecordProblem) {
    switch problem.reason {
    case .replacedBytes, .replacedSurrogate, .repeatedKeys, .repaired: repairedRecordCount += 1
    case .leftOut(let column, let reason):
      countLeftOut(column, UInt64(reason.count))
    case .damagedFile: damagedFileCount += 1
    case .malformed, .noText, .tooLong: lostRecordCount += problem.count
    }
    note(problem)
    if case .damagedFile = problem.reason {
      Self.insert(problem, into: &damages, limit: limit)
    }
    if problem.isLoss {
      Self.insert(problem, into: &losses, limit: limit)
    } else {
      Self.insert(problem, into: &repairs, limit: limit)
    }
  }

  /// Columns that are named with the values that they did not take; objects may have ever new keys.
  package static let namedColumns = 100
  /// What the columns beyond go by.
  package static let otherColumns = "other columns"

  private mutating func countLeftOut(_ column: String, _ count: UInt64) {
    let isNamed =
      leftOutValueCounts[column] != nil || leftOutValueCounts.count < Self.namedColumns
    leftOutValueCounts[isNamed ? column : Self.otherColumns, default: 0] += count
  }

  private mutating func note(_ problem: RecordProblem) {
    var file = byFile[problem.file] ?? FileProblems()
    switch problem.reason {
    case .leftOut(_, let reason): file.leftOut += UInt64(reason.count)
    case .replacedBytes, .replacedSurrogate, .repeatedKeys, .repaired: file.repaired += 1
    case .damagedFile: file.isCut = true
    case .malformed, .noText, .tooLong: file.lost += problem.count
    }
    file.take(problem)
    byFile[problem.file] = file
  }

  /// Takes over another log's counts and problems.
  package mutating func merge(_ other: ProblemLog) {
    lostRecordCount += other.lostRecordCount
    repairedRecordCount += other.repairedRecordCount
    damagedFileCount += other.damagedFileCount
    withoutTextCount += other.withoutTextCount
    countOwnValues(other.ownValueCounts)
    for (column, count) in other.leftOutValueCounts.sorted(by: { $0.key < $1.key }) {
      countLeftOut(column, count)
    }
    for (number, theirs) in other.byFile {
      var file = byFile[number] ?? FileProblems()
      file.lost += theirs.lost
      file.repaired += theirs.repaired
      file.leftOut += theirs.leftOut
      file.isCut = file.isCut || theirs.isCut
      if let first = theirs.first { file.take(first) }
      byFile[number] = file
    }
    for problem in other.damages { Self.insert(problem, into: &damages, limit: limit) }
    passedOverCounts.merge(other.passedOverCounts, uniquingKeysWith: +)
    for problem in other.losses { Self.insert(problem, into: &losses, limit: limit) }
    for problem in other.repairs { Self.insert(problem, into: &repairs, limit: limit) }
  }

  /// The same problems, located by the number of their row instead of a byte.
  package var byRow: ProblemLog {
    relocated { problem in
      problem.unit = .row
      problem.offset = problem.number - 1
    }
  }

  /// The same problems at other places, which must be in the same order.
  package func relocated(_ move: (inout RecordProblem) -> Void) -> ProblemLog {
    func locate(_ problem: RecordProblem) -> RecordProblem {
      var problem = problem
      move(&problem)
      return problem
    }
    var log = self
    log.damages = damages.map(locate)
    log.losses = losses.map(locate)
    log.repairs = repairs.map(locate)
    log.byFile = byFile.mapValues { file in
      var file = file
      file.first = file.first.map(locate)
      return file
    }
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
