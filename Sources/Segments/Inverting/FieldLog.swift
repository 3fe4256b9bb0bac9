internal import Storage

/// One worker's log of one text field.
final class FieldLog: @unchecked Sendable {
  // Safe: a worker appends while records come in; at flush all threads only read it.
  var log: TermLog

  init(capacity: Int) { log = TermLog(capacity: capacity) }
}

/// A document of the coming segment in the logs of its worker.
struct LoggedDocument: BitwiseCopyable, Sendable {
  var worker: UInt32
  /// The document's number in that worker's logs.
  var local: UInt32
}

/// A worker's log as plain views, so that loops touch neither objects nor their reference counts.
struct LogViews: Sendable {
  let entries: BufferView<UInt32>
  let documentEnds: BufferView<UInt64>
  let pairFirst: BufferView<UInt32>
  let spellings: BufferView<UInt8>
  let spellingEnds: BufferView<UInt32>
  let pairKeys: BufferView<UInt64>
  let scalars: BufferView<UInt32>

  init(_ owner: FieldLog) {
    entries = owner.log.entries.view
    documentEnds = owner.log.documentEnds.view
    pairFirst = owner.log.pairFirst.view
    spellings = owner.log.words.spellings.view
    spellingEnds = owner.log.words.ends.view
    pairKeys = owner.log.pairs.keys.view
    scalars = owner.log.characters.scalars.view
  }

  /// A document's entries.
  @inline(__always)
  func range(of document: Int) -> Range<Int> {
    (document == 0 ? 0 : Int(documentEnds[document - 1]))..<Int(documentEnds[document])
  }

  /// The spelling of a word.
  @inline(__always)
  func word(_ number: Int) -> BufferView<UInt8> {
    let start = number == 0 ? 0 : Int(spellingEnds[number - 1])
    return spellings[start..<Int(spellingEnds[number])]
  }
}
