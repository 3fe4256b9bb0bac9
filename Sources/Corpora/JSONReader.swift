internal import CJSON
package import Records
package import Storage

/// The one door to the JSON reader in C: a handle, its slots, and calls over many lines.
///
/// Pointers leave this file nowhere. A reader belongs to one thread at a time.
@safe
struct JSONReader: ~Copyable, @unchecked Sendable {
  /// What a slot's values become.
  enum Want: CInt {
    case string = 0
    case integer, real, boolean
  }

  // Safe: made in `init`, freed in `deinit`, used by one thread at a time.
  private let handle: OpaquePointer

  /// A reader for values held whole; slots may be added.
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
    _ chunk: borrowing GrowableBuffer<UInt8>, lines: BufferView<RawChunk.Line>, slotCount: Int,
    into output: inout GrowableBuffer<UInt8>, rows: BufferView<cj_value>,
    statuses: BufferView<cj_status>
  ) {
    for line in 0..<lines.count {
      precondition(
        lines[line].count == RawChunk.Line.tooLong
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

  /// Reads one value of any kind, whole.
  mutating func value(of line: BufferView<UInt8>) -> Result<JSONValue, JSONFault> {
    var events: UnsafePointer<cj_event>?
    var text: UnsafePointer<UInt8>?
    var count = 0
    // Safe: the reader stays within the line and lends events and text until its next call.
    let status = unsafe cj_read_events(handle, line.base, line.count, &events, &count, &text)
    if status.problem != 0 {
      return .failure(JSONFault(rawValue: status.problem) ?? .badLiteral)
    }
    var builder = JSONValueBuilder()
    for index in 0..<count {
      guard let event = unsafe events?[index] else { break }
      let bytes = unsafe UnsafeBufferPointer(
        start: text.map { unsafe $0 + Int(event.start) }, count: Int(event.count))
      let string = unsafe String(decoding: bytes, as: UTF8.self)
      switch Int(event.kind) {
      case CJ_EVENT_OBJECT: builder.open(isObject: true)
      case CJ_EVENT_ARRAY: builder.open(isObject: false)
      case CJ_EVENT_OBJECT_END, CJ_EVENT_ARRAY_END: builder.close()
      case CJ_EVENT_KEY: builder.key(string)
      case CJ_EVENT_STRING: builder.value(.string(string))
      case CJ_EVENT_NUMBER: builder.value(.number(string))
      case CJ_EVENT_TRUE: builder.value(.boolean(true))
      case CJ_EVENT_FALSE: builder.value(.boolean(false))
      default: builder.value(.null)
      }
    }
    return .success(builder.result)
  }
}

extension JSONValue {
  /// Parses one document from bytes that have the padding of ``GrowableBuffer`` behind them.
  package static func parse(_ bytes: BufferView<UInt8>) -> Result<JSONValue, JSONFault> {
    var reader = JSONReader()
    return reader.value(of: bytes)
  }

  /// Parses one document from text.
  package static func parse(_ text: String) -> Result<JSONValue, JSONFault> {
    var bytes = GrowableBuffer<UInt8>()
    bytes.append(contentsOf: Array(text.utf8))
    return parse(bytes.view)
  }
}

/// Puts values together from the inside out.
private struct JSONValueBuilder {
  private struct Level {
    var isObject: Bool
    var members: [JSONValue.Member] = []
    var elements: [JSONValue] = []
    var key = ""
  }

  private var levels: [Level] = []
  private(set) var result = JSONValue.null

  mutating func open(isObject: Bool) { levels.append(Level(isObject: isObject)) }

  mutating func key(_ key: String) {
    if !levels.isEmpty { levels[levels.count - 1].key = key }
  }

  mutating func value(_ value: JSONValue) {
    guard !levels.isEmpty else {
      result = value
      return
    }
    let last = levels.count - 1
    if levels[last].isObject {
      levels[last].members.append(JSONValue.Member(key: levels[last].key, value: value))
    } else {
      levels[last].elements.append(value)
    }
  }

  mutating func close() {
    guard let level = levels.popLast() else { return }
    value(level.isObject ? .object(level.members) : .array(level.elements))
  }
}
