internal import CJSON
internal import JSONText
internal import Records
internal import Storage

/// The one door to the JSON reader in C, which turns many lines into rows of wanted values.
///
/// Pointers leave this file nowhere. A reader belongs to one thread at a time.
@safe
struct JSONRowReader: ~Copyable, @unchecked Sendable {
  /// What a slot's values become.
  enum Want: CInt {
    case string = 0
    case integer, real, boolean
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

  /// Adds a slot that joins what stands at some paths.
  mutating func addSlot(_ want: Want, paths: [String]) {
    unsafe precondition(cj_reader_add_slot(handle, want.rawValue) != 0, "no memory for a slot")
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
