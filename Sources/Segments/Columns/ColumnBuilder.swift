package import Records
package import Storage

/// Collects the values of one column, document by document, until a segment is written.
///
/// Numbers take eight bytes each. Strings are stored in an arena and looked up in a dictionary
/// while values repeat; a column of mostly different strings abandons the dictionary and only
/// appends.
package struct ColumnBuilder: ~Copyable {
  package let type: RecordSchema.ColumnType
  /// Documents so far.
  package private(set) var count = 0
  /// Documents without a value.
  package private(set) var missingCount = 0

  /// One bit per document that has a value.
  var known = GrowableBuffer<UInt64>()
  /// Bits of numbers and truth values, one per document; unused for strings.
  var numbers = GrowableBuffer<UInt64>()
  /// Numbers of strings, one per document; unused for the rest.
  var codes = GrowableBuffer<UInt32>()
  /// Where each string begins in ``arena``, and the end.
  var starts = GrowableBuffer<UInt64>()
  var arena = GrowableBuffer<UInt8>()

  /// Open addressing over string numbers plus one; empty once the dictionary was given up.
  private var slots = GrowableBuffer<UInt32>(repeating: 0, count: 64)
  /// Hashes of the strings in the dictionary.
  private var hashes = GrowableBuffer<UInt32>()
  private(set) var isDictionary = true

  package init(type: RecordSchema.ColumnType) {
    self.type = type
    starts.append(0)
  }

  /// Bytes of memory held.
  package var byteCount: Int {
    known.byteCount + numbers.byteCount + codes.byteCount + starts.byteCount + arena.byteCount
      + slots.byteCount + hashes.byteCount
  }

  /// Different strings held; with the dictionary given up, strings held.
  var entryCount: Int { starts.count - 1 }

  // MARK: - Appending

  /// Appends one column of all records of a batch.
  package mutating func append(_ batch: borrowing RecordBatch, column: Int) {
    let bytes = batch.bytes.view
    for record in 0..<batch.count {
      append(batch.values[record * batch.columnCount + column], bytes: bytes)
    }
  }

  /// Appends one value; a value of another type than the column's counts as missing.
  ///
  /// - Parameters:
  ///   - value: What the record has.
  ///   - bytes: What strings are ranges of.
  package mutating func append(_ value: RecordBatch.Value, bytes: BufferView<UInt8>) {
    switch (value, type) {
    case (.integer(let number), .integer): append(integer: number)
    case (.integer(let number), .real): append(real: Double(number))
    case (.real(let number), .real): append(real: number)
    case (.boolean(let truth), .boolean): append(number: truth ? 1 : 0)
    case (.string(let text), .string) where !text.isMissing:
      append(text: bytes[Int(text.start)..<Int(text.start) + Int(text.count)])
    default: appendMissing()
    }
  }

  package mutating func append(integer: Int64) {
    precondition(type == .integer)
    append(number: UInt64(bitPattern: integer))
  }

  /// Appends a real; one that is no number counts as missing, and −0 as 0.
  package mutating func append(real: Double) {
    precondition(type == .real)
    if real.isNaN { appendMissing() } else { append(number: (real == 0 ? 0 : real).bitPattern) }
  }

  package mutating func append(boolean: Bool) {
    precondition(type == .boolean)
    append(number: boolean ? 1 : 0)
  }

  package mutating func append(text: BufferView<UInt8>) {
    precondition(type == .string)
    noteDocument(isKnown: true)
    codes.append(code(of: text))
  }

  package mutating func appendMissing() {
    noteDocument(isKnown: false)
    if type == .string { codes.append(0) } else { numbers.append(0) }
    missingCount += 1
  }

  private mutating func append(number: UInt64) {
    noteDocument(isKnown: true)
    numbers.append(number)
  }

  private mutating func noteDocument(isKnown: Bool) {
    if count & 63 == 0 { known.append(0) }
    if isKnown { known[count >> 6] |= 1 << UInt64(count & 63) }
    count += 1
  }

  // MARK: - Strings

  private mutating func code(of text: BufferView<UInt8>) -> UInt32 {
    guard isDictionary else { return newEntry(text) }
    let hash = Self.hash(of: text)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      let index = Int(entry - 1)
      if hashes[index] == hash, isEntry(index, text) { return entry - 1 }
      slot = (slot + 1) & mask
    }
    let entry = newEntry(text)
    hashes.append(hash)
    slots[slot] = entry + 1
    // A dictionary pays while values come again; ids and addresses do not.
    if entryCount > ColumnFormat.maximumTextDictionary
      || (entryCount > ColumnFormat.windowSize && entryCount * 2 > count)
    {
      isDictionary = false
      slots = GrowableBuffer()
      hashes = GrowableBuffer()
    } else if entryCount * 2 > slots.count {
      growSlots()
    }
    return entry
  }

  private mutating func newEntry(_ text: BufferView<UInt8>) -> UInt32 {
    arena.append(contentsOf: text)
    starts.append(UInt64(arena.count))
    return UInt32(starts.count - 2)
  }

  private func isEntry(_ index: Int, _ text: BufferView<UInt8>) -> Bool {
    let start = Int(starts[index])
    let end = Int(starts[index + 1])
    guard end - start == text.count else { return false }
    return ByteSlice(arena.view[start..<end]).compare(ByteSlice(text)) == 0
  }

  private mutating func growSlots() {
    let size = slots.count * 4
    slots = GrowableBuffer(repeating: 0, count: size)
    for index in 0..<hashes.count {
      var slot = Int(hashes[index]) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// FNV-1a over the bytes, mixed once more because tables use its low bits.
  private static func hash(of text: BufferView<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<text.count { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 32)) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }

  // MARK: - From other segments

  /// Appends values of a column that was written before, for merging.
  ///
  /// - Parameters:
  ///   - cursor: Over the other segment's column. Its type may differ; whole numbers become reals,
  ///     anything else that does not fit is missing.
  ///   - documents: Which documents, in the order to append; deleted ones left out. Rising numbers
  ///     are fastest.
  /// - Throws: ``StorageError`` when the other column is damaged.
  package mutating func append(
    _ cursor: ColumnCursor, documents: BufferView<UInt32>
  )
    throws(StorageError)
  {
    var text = GrowableBuffer<UInt8>()
    for index in 0..<documents.count {
      let document = Int(documents[index])
      if type == .string, cursor.reader.type == .string {
        text.removeAll()
        if try cursor.append(textOf: document, to: &text) {
          append(text: text.view)
        } else {
          appendMissing()
        }
      } else {
        switch (try cursor.value(of: document), type) {
        case (.integer(let number), .integer): append(integer: number)
        case (.integer(let number), .real): append(real: Double(number))
        case (.real(let number), .real): append(real: number)
        case (.boolean(let truth), .boolean): append(boolean: truth)
        default: appendMissing()
        }
      }
    }
  }

  /// Forgets the values and keeps the memory.
  package mutating func removeAll() {
    count = 0
    missingCount = 0
    known.removeAll()
    numbers.removeAll()
    codes.removeAll()
    starts.removeAll()
    starts.append(0)
    arena.removeAll()
    slots = GrowableBuffer(repeating: 0, count: 64)
    hashes.removeAll()
    isDictionary = true
  }
}
