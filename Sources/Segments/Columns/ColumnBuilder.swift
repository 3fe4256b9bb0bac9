package import Records
package import Storage

/// Collects the values of one column, document by document, until a segment is written.
///
/// A document has any number of values of any kinds. Each takes nine bytes. Texts, and numbers that
/// fit no eight bytes, are stored in an arena and looked up in a dictionary while they repeat; a
/// column of mostly different ones abandons the dictionary and only appends.
package struct ColumnBuilder: ~Copyable {
  /// What a value is, and what its eight bytes are.
  enum Kind: UInt8 {
    /// `Int64`.
    case integer
    /// Bits of a double.
    case real
    /// Number of an entry of the arena: a number in the notation of JSON.
    case decimal
    /// 0 or 1.
    case boolean
    /// Number of an entry of the arena.
    case text
  }

  /// Values by kind.
  private(set) var integerCount = 0
  private(set) var realCount = 0
  private(set) var decimalCount = 0
  private(set) var booleanCount = 0
  private(set) var textCount = 0
  private(set) var dateCount = 0
  /// Whole numbers that no double is.
  private(set) var wideIntegerCount = 0
  /// Some document holds a list.
  private(set) var hasLists = false

  /// Where the values of each document end.
  var ends: GrowableBuffer<UInt32>
  /// One bit per document that holds a list, for as many documents as are known to.
  var lists = GrowableBuffer<UInt64>()
  var kinds: GrowableBuffer<UInt8>
  var payloads: GrowableBuffer<UInt64>
  /// Where each entry of ``arena`` begins, and the end.
  var starts: GrowableBuffer<UInt64>
  var arena: GrowableBuffer<UInt8>

  /// Open addressing over numbers of entries plus one; empty once the dictionary was given up.
  private var slots = GrowableBuffer<UInt32>(repeating: 0, count: 64)
  /// Hashes of the entries in the dictionary.
  private var hashes = GrowableBuffer<UInt32>()
  private(set) var isDictionary = true
  /// A text on its way from another segment.
  private var copied = GrowableBuffer<UInt8>()

  /// `folder`: on whose disk values lie; see ``GrowableBuffer/init(onDiskOf:)``.
  package init(onDiskOf folder: String? = nil) {
    ends = GrowableBuffer(onDiskOf: folder)
    kinds = GrowableBuffer(onDiskOf: folder)
    payloads = GrowableBuffer(onDiskOf: folder)
    starts = GrowableBuffer(onDiskOf: folder)
    arena = GrowableBuffer(onDiskOf: folder)
    starts.append(0)
  }

  /// Documents so far.
  package var count: Int { ends.count }

  /// Values of all documents.
  var valueCount: Int { kinds.count }

  /// Bytes of memory held.
  package var byteCount: Int {
    ends.byteCount + lists.byteCount + kinds.byteCount + payloads.byteCount + starts.byteCount
      + arena.byteCount + slots.byteCount + hashes.byteCount
  }

  /// Different entries held; with the dictionary given up, entries held.
  var entryCount: Int { starts.count - 1 }

  /// What the values are, for a column of a name.
  package func contents(name: String, path: String) -> ColumnContents {
    var contents = ColumnContents(name: name, path: path)
    contents.integers = UInt64(integerCount)
    contents.decimals = UInt64(realCount + decimalCount)
    contents.booleans = UInt64(booleanCount)
    contents.texts = UInt64(textCount)
    contents.dates = UInt64(dateCount)
    contents.isList = hasLists
    return contents
  }

  // MARK: - Appending

  /// Adds documents without a value until there are `count`.
  package mutating func pad(to count: Int) {
    if ends.count < count {
      ends.append(repeating: UInt32(valueCount), count: count - ends.count)
    }
  }

  /// Adds a value to a document, the last one or one behind it; those between have none.
  ///
  /// - Parameters:
  ///   - value: What the record has.
  ///   - document: The number of the document.
  ///   - isInList: The value stands in a list, maybe alone.
  ///   - bytes: What texts are ranges of.
  package mutating func append(
    _ value: RecordBatch.Value, document: Int, isInList: Bool = false, bytes: BufferView<UInt8>
  ) {
    func view(_ text: RecordBatch.Text) -> BufferView<UInt8> {
      bytes[Int(text.start)..<Int(text.start) + Int(text.count)]
    }
    begin(document, isInList: isInList)
    switch value {
    case .integer(let number): append(integer: number)
    case .real(let number): append(real: number)
    case .boolean(let truth): append(.boolean, truth ? 1 : 0)
    case .string(let text): append(text: view(text))
    case .decimal(let text):
      if let number = DecimalNumber(token: view(text).array) { append(decimal: number) }
    }
    ends[document] = UInt32(valueCount)
  }

  /// Adds a value that was read from another segment.
  package mutating func append(_ value: ColumnValue, document: Int, isInList: Bool = false) {
    begin(document, isInList: isInList)
    switch value {
    case .integer(let number): append(integer: number)
    case .real(let number): append(real: number)
    case .decimal(let number): append(decimal: number)
    case .boolean(let truth): append(.boolean, truth ? 1 : 0)
    case .string(let text): Array(text.utf8).withView { append(text: $0) }
    case .missing: break
    }
    ends[document] = UInt32(valueCount)
  }

  private mutating func begin(_ document: Int, isInList: Bool) {
    precondition(document >= count - 1, "documents come in order")
    pad(to: document + 1)
    let start = document == 0 ? 0 : ends[document - 1]
    // Two values without an array, under a key with a dot and under nested keys, are a list too.
    guard isInList || ends[document] > start else { return }
    hasLists = true
    let word = document >> 6
    if lists.count <= word { lists.append(repeating: 0, count: word + 1 - lists.count) }
    lists[word] |= 1 << UInt64(document & 63)
  }

  /// A document holds a list.
  func isList(_ document: Int) -> Bool {
    document >> 6 < lists.count && lists[document >> 6] >> UInt64(document & 63) & 1 == 1
  }

  private mutating func append(integer: Int64) {
    integerCount += 1
    if Int64(exactly: Double(integer)) != integer { wideIntegerCount += 1 }
    append(.integer, UInt64(bitPattern: integer))
  }

  private mutating func append(real: Double) {
    realCount += 1
    append(.real, real.bitPattern)
  }

  private mutating func append(decimal: DecimalNumber) {
    decimalCount += 1
    Array(decimal.description.utf8).withView { append(.decimal, UInt64(entry(of: $0))) }
  }

  private mutating func append(text: BufferView<UInt8>) {
    textCount += 1
    if ColumnTextTest.isDated(ByteSlice(text)) { dateCount += 1 }
    append(.text, UInt64(entry(of: text)))
  }

  private mutating func append(_ kind: Kind, _ payload: UInt64) {
    if kind == .boolean { booleanCount += 1 }
    kinds.append(kind.rawValue)
    payloads.append(payload)
  }

  // MARK: - Entries

  private mutating func entry(of text: BufferView<UInt8>) -> UInt32 {
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
      || (entryCount > ColumnFormat.windowSize && entryCount * 2 > valueCount)
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

  /// Appends a document of a column that was written before, for merging.
  ///
  /// - Parameters:
  ///   - cursor: Over the other segment's column.
  ///   - document: Which document; rising numbers are fastest.
  /// - Throws: ``StorageError`` when the other column is damaged.
  package mutating func append(
    documentOf cursor: ColumnCursor, _ document: Int
  ) throws(StorageError) {
    let place = count
    pad(to: place + 1)
    if cursor.reader.lists != nil {
      let isInList = cursor.isList(document)
      for value in try cursor.values(of: document) {
        append(value, document: place, isInList: isInList)
      }
    } else if cursor.reader.type == .string {
      copied.removeAll()
      if try cursor.append(textOf: document, to: &copied) {
        append(text: copied.view)
        ends[place] = UInt32(valueCount)
      }
    } else {
      let value = try cursor.value(of: document)
      if value != .missing { append(value, document: place) }
    }
  }

  /// Forgets the values and keeps the memory.
  package mutating func removeAll() {
    ends.removeAll()
    lists.removeAll()
    kinds.removeAll()
    payloads.removeAll()
    starts.removeAll()
    starts.append(0)
    arena.removeAll()
    slots = GrowableBuffer(repeating: 0, count: 64)
    hashes.removeAll()
    isDictionary = true
    integerCount = 0
    realCount = 0
    decimalCount = 0
    booleanCount = 0
    textCount = 0
    dateCount = 0
    wideIntegerCount = 0
    hasLists = false
  }
}
