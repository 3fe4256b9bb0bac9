internal import Storage

/// The documents of one value in one window.
struct ColumnBitmap {
  var code: Int
  var kind: ColumnFormat.BitmapKind
  /// Documents listed; for lists only.
  var documentCount: Int
  var offset: UInt64

  /// Sets the bits of its documents.
  func add(to words: BufferView<UInt64>, count: Int, _ bytes: ColumnBytes) throws(StorageError) {
    switch kind {
    case .all:
      for word in 0..<words.count { words[word] = ColumnCursor.mask(word, count) }
    case .words:
      let slice = try bytes.checked(offset, ColumnFormat.windowSize / 8)
      for word in 0..<words.count {
        words[word] |= slice.load(UInt64.self, at: word * 8) & ColumnCursor.mask(word, count)
      }
    case .list:
      let slice = try bytes.checked(offset, documentCount * 2)
      for index in 0..<documentCount {
        let place = Int(slice.load(UInt16.self, at: index * 2))
        guard place < count else {
          throw bytes.damaged(at: offset, "a bitmap reaches past its window")
        }
        ColumnCursor.set(place, words)
      }
    }
  }

  /// How many of its documents are among the given.
  func count(in words: BufferView<UInt64>, _ bytes: ColumnBytes) throws(StorageError) -> Int {
    var total = 0
    switch kind {
    case .all: for word in 0..<words.count { total += words[word].nonzeroBitCount }
    case .words:
      let slice = try bytes.checked(offset, ColumnFormat.windowSize / 8)
      for word in 0..<words.count {
        total += (words[word] & slice.load(UInt64.self, at: word * 8)).nonzeroBitCount
      }
    case .list:
      let slice = try bytes.checked(offset, documentCount * 2)
      for index in 0..<documentCount {
        let place = Int(slice.load(UInt16.self, at: index * 2))
        guard place < ColumnFormat.windowSize else {
          throw bytes.damaged(at: offset, "a bitmap reaches past its window")
        }
        total += Int(words[place >> 6] >> UInt64(place & 63) & 1)
      }
    }
    return total
  }
}

extension ColumnCursor {
  /// Calls `body` with the bitmap of each value that occurs in a window.
  ///
  /// - Throws: ``StorageError`` when an entry is damaged, or what `body` throws.
  func forEachBitmap(
    _ window: ColumnReader.Window, _ body: (ColumnBitmap) throws(StorageError) -> Void
  ) throws(StorageError) {
    let size = ColumnFormat.bitmapEntrySize
    let table = try reader.bytes.checked(
      reader.bitmaps.offset + UInt64(window.firstBitmap * size), window.bitmapCount * size)
    for index in 0..<window.bitmapCount {
      let at = index * size
      guard let kind = ColumnFormat.BitmapKind(rawValue: table.load(UInt16.self, at: at + 4)) else {
        throw reader.bytes.damaged(at: reader.bitmaps.offset, "a bitmap's entry is damaged")
      }
      try body(
        ColumnBitmap(
          code: Int(table.load(UInt32.self, at: at)), kind: kind,
          documentCount: Int(table.load(UInt16.self, at: at + 6)),
          offset: table.load(UInt64.self, at: at + 8)))
    }
  }
}
