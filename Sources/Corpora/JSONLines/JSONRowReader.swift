internal import CJSON
internal import JSONText
internal import Records
internal import Storage

/// The one door to the JSON reader in C, which turns many lines into rows of wanted values.
///
/// Pointers leave this file nowhere. A reader belongs to one thread at a time.
@safe
struct JSONRowReader: ~Copyable, @unchecked Sendable {
  /// What becomes of the values at a path.
  enum Use: CInt {
    case column = 0
    case noColumn, leftOut
  }

  // Safe: made in `init`, freed in `deinit`, used by one thread at a time.
  private let handle: OpaquePointer

  /// A reader without slots.
  init() {
    guard let handle = unsafe cj_reader_create() else {
      preconditionFailure("no memory for a JSON reader")
    }
    unsafe self.handle = handle
  }

  deinit { unsafe cj_reader_destroy(handle) }

  /// Adds a slot that joins what stands at some paths, of the record's text or of something else.
  mutating func addSlot(paths: [String], isText: Bool) {
    unsafe precondition(
      cj_reader_add_slot(handle, isText ? 1 : 0) != 0, "no memory for a slot")
    for path in paths {
      var path = path
      // Safe: the path is copied during the call.
      let added = path.withUTF8 { unsafe cj_reader_add_path(handle, $0.baseAddress, $0.count) }
      precondition(added != 0, "no memory for a path")
    }
  }

  /// Says whether the rest of each record is written behind its strings (`RecordRest`).
  ///
  /// - Parameters:
  ///   - wanted: It is.
  ///   - texts: The slots that are the record's texts; all slots are added by now.
  mutating func wantRests(_ wanted: Bool, texts: Range<Int>) {
    let isReady = unsafe cj_reader_want_rests(
      handle, wanted ? 1 : 0, texts.lowerBound, texts.count)
    precondition(isReady != 0, "no memory for the rests of records")
  }

  /// Says what becomes of the values at a path; columns are numbered as they are added.
  mutating func use(_ path: String, as use: Use) {
    var path = path
    // Safe: the path is copied during the call.
    let added = path.withUTF8 {
      unsafe cj_reader_add_column(handle, $0.baseAddress, $0.count, use.rawValue)
    }
    precondition(added != 0, "no memory for a path")
  }

  /// Whether paths that nobody named become columns as they are met; else their values are counted.
  mutating func setDiscovers(_ discovers: Bool) {
    unsafe cj_reader_set_discovers(handle, discovers ? 1 : 0)
  }

  /// Columns so far.
  var columnCount: Int { unsafe cj_reader_column_count(handle) }

  /// The path of a column.
  func path(ofColumn number: Int) -> String {
    precondition(number < columnCount, "no such column")
    var count = 0
    guard let bytes = unsafe cj_reader_column_path(handle, number, &count) else { return "" }
    // Safe: the reader lends the path for the length of this call.
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    return unsafe String(decoding: buffer, as: UTF8.self)
  }

  /// Entries of all lines read since the last ``forgetEntries()``, valid until the next call.
  var entries: BufferView<cj_entry> {
    var count = 0
    guard let entries = unsafe cj_reader_entries(handle, &count) else {
      return noEntries.view
    }
    // Safe: the reader keeps the entries until it is told to forget them, and they are only read.
    return unsafe BufferView(unsafeBase: UnsafeMutablePointer(mutating: entries), count: count)
  }

  private let noEntries = GrowableBuffer<cj_entry>()

  /// Values left out since then, and whether some of them have no path with a name.
  var leftOut: (count: UInt64, isUnnamed: Bool) {
    var isUnnamed: CInt = 0
    let count = unsafe cj_reader_left_out(handle, &isUnnamed)
    return (count, isUnnamed != 0)
  }

  mutating func forgetEntries() { unsafe cj_reader_forget_entries(handle) }

  /// Reads lines into rows of one value per slot.
  ///
  /// - Parameters:
  ///   - chunk: Owns its memory with the padding of ``GrowableBuffer``.
  ///   - lines: Ranges of the chunk.
  ///   - slotCount: How many slots were added.
  ///   - output: Grows by the strings of the rows.
  ///   - rows: `lines.count * slots` values.
  ///   - statuses: One per line.
  mutating func read(
    _ chunk: borrowing GrowableBuffer<UInt8>, lines: BufferView<RawChunk.Piece>, slotCount: Int,
    into output: inout GrowableBuffer<UInt8>, rows: BufferView<cj_value>,
    statuses: BufferView<cj_status>
  ) {
    for line in 0..<lines.count {
      precondition(
        lines[line].count == RawChunk.Piece.refused
          || Int(lines[line].start) + Int(lines[line].count) <= chunk.count,
        "a line reaches past its chunk")
    }
    var done = 0
    while done < lines.count {
      var used = output.count
      var needed = 0
      let room = output.capacityView
      // Safe: lines and rows are as long as said; both line types are two 32-bit numbers. The
      // reader checks the room before each write, and a refused line is not read.
      let count = unsafe cj_read(
        handle, chunk.view.base,
        UnsafeRawPointer(lines.base + done).assumingMemoryBound(to: cj_line.self),
        lines.count - done, room.base, room.count, &used, &needed, rows.base + done * slotCount,
        statuses.base + done)
      output.setCount(used)
      done += count
      if done < lines.count { output.reserve(needed + 64) }
    }
  }

  /// What a problem code of the reader means; refused lines and those that are no objects aside.
  static func fault(of problem: UInt16) -> JSONFault {
    switch Int(problem) {
    case CJ_UNCLOSED_STRING: .unclosedString
    case CJ_CONTROL_CHARACTER: .controlCharacter
    case CJ_BAD_NUMBER: .badNumber
    case CJ_BAD_ESCAPE: .badEscape
    case CJ_EXPECTED_KEY: .expectedKey
    case CJ_EXPECTED_COLON: .expectedColon
    case CJ_EXPECTED_COMMA: .expectedComma
    case CJ_ENDS_EARLY: .endsEarly
    case CJ_TRAILING_BYTES: .trailingBytes
    case CJ_TOO_DEEP: .tooDeep(limit: JSONReader.Options.records.depthLimit)
    case CJ_NO_MEMORY: .noMemory
    default: .badLiteral
    }
  }
}
