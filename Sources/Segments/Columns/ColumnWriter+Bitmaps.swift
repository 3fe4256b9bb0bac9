internal import Storage

extension ColumnWriter {
  /// Lists the documents of each value window by window, when that takes at most a byte a document.
  mutating func writeBitmaps(
    _ distinct: Int, _ writer: inout ByteWriter, _ code: (Int) -> Int64
  ) {
    let windowCount = ColumnFormat.windowCount(of: documents.count)
    var size = 0
    for window in 0..<windowCount {
      var counts = [Int](repeating: 0, count: distinct)
      let range = range(of: window)
      for place in range {
        if let document = documents.known(at: place) { counts[Int(code(document))] += 1 }
      }
      for count in counts where count > 0 {
        size += ColumnFormat.bitmapEntrySize + (count == range.count ? 0 : min(512, count * 2))
      }
    }
    guard size <= max(documents.count, 1_024) else { return }

    var table = ByteWriter()
    for window in 0..<windowCount {
      let range = range(of: window)
      var places = [[UInt16]](repeating: [], count: distinct)
      for place in range {
        guard let document = documents.known(at: place) else { continue }
        places[Int(code(document))].append(UInt16(place - range.lowerBound))
      }
      let entry = entry(of: window)
      writer.patch(UInt32(table.count / ColumnFormat.bitmapEntrySize), at: entry + 52)
      writer.patch(UInt32(places.count(where: { !$0.isEmpty })), at: entry + 56)
      for (value, list) in places.enumerated() where !list.isEmpty {
        let kind: ColumnFormat.BitmapKind =
          list.count == range.count ? .all : list.count < 256 ? .list : .words
        table.append(UInt32(value))
        table.append(kind.rawValue)
        table.append(UInt16(list.count))
        table.append(UInt64(offset(writer)))
        switch kind {
        case .all: break
        case .list: for place in list { writer.append(place) }
        case .words:
          var words = [UInt64](repeating: 0, count: ColumnFormat.windowSize / 64)
          for place in list { words[Int(place >> 6)] |= 1 << UInt64(place & 63) }
          for word in words { writer.append(word) }
        }
      }
    }
    writer.align(to: 8)
    header.bitmaps = (offset(writer), table.count / ColumnFormat.bitmapEntrySize)
    writer.append(table.slice)
  }
}
