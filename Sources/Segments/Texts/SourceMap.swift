package import Records
package import Storage

/// Where each record of a segment stands in its corpus, by rank (the order of the source).
package struct SourceMap: Sendable {
  private let files: PackedNumbers.Reader
  private let offsets: PackedNumbers.Reader
  private let lengths: PackedNumbers.Reader
  private let firstFile: UInt32
  /// The running numbers of its records.
  package let ordinals: RunningNumbers

  /// `folder`: on whose disk is kept what is made on the way; see
  /// ``GrowableBuffer/init(onDiskOf:)``.
  package static func write(
    _ places: BufferView<RecordBatch.Place>, to writer: inout ByteWriter,
    onDiskOf folder: String? = nil
  ) {
    var numbers = GrowableBuffer<UInt64>(onDiskOf: folder)
    numbers.append(repeating: 0, count: places.count)
    let view = numbers.view
    func put(_ value: (RecordBatch.Place) -> UInt64, _ writer: inout ByteWriter) {
      for index in 0..<places.count { view[index] = value(places[index]) }
      var part = ByteWriter(onDiskOf: folder)
      PackedNumbers.write(view, to: &part)
      writer.append(varint: UInt64(part.count))
      writer.append(part.slice)
    }
    put({ UInt64($0.file) }, &writer)
    put({ $0.offset }, &writer)
    put({ UInt64($0.length) }, &writer)
    put({ $0.ordinal }, &writer)
  }

  init(_ section: SectionBytes, _ placement: SegmentPlacement) throws(StorageError) {
    let wrong = section.damaged(at: 0, "the source map is malformed")
    var reader = ByteReader(try section.all(), damaged: wrong)
    func next(_ reader: inout ByteReader) throws(StorageError) -> PackedNumbers.Reader {
      guard
        let numbers = PackedNumbers.Reader(try reader.readBytes(try reader.readCount()))
      else { throw wrong }
      return numbers
    }
    files = try next(&reader)
    offsets = try next(&reader)
    lengths = try next(&reader)
    firstFile = placement.firstFile
    ordinals = RunningNumbers(try next(&reader), first: placement.firstOrdinal)
    guard offsets.count == files.count, lengths.count == files.count,
      ordinals.count == files.count
    else { throw wrong }
  }

  /// Records mapped.
  package var count: Int { files.count }

  /// The place of the record at a rank.
  package func place(rank: Int) -> RecordBatch.Place {
    RecordBatch.Place(
      file: firstFile &+ UInt32(truncatingIfNeeded: files[rank]), offset: offsets[rank],
      length: UInt32(truncatingIfNeeded: lengths[rank]), ordinal: ordinals[rank])
  }
}

/// The running numbers of a segment's records by rank, which rise.
package struct RunningNumbers: Sendable {
  private let numbers: PackedNumbers.Reader
  /// What is added to each.
  private let first: UInt64

  init(_ numbers: PackedNumbers.Reader, first: UInt64) {
    self.numbers = numbers
    self.first = first
  }

  /// Records numbered.
  package var count: Int { numbers.count }

  /// The running number of the record at a rank.
  package subscript(rank: Int) -> UInt64 { first &+ numbers[rank] }

  /// The first rank whose number is at least `number`.
  func firstRank(from number: UInt64) -> Int {
    numbers.firstIndex(from: number > first ? number - first : 0)
  }
}
