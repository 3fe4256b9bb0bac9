internal import JSONText
internal import Storage

/// A file of text in memory, whose records are written as lines of JSON.
struct TextDocument: ~Copyable {
  private let reading: TextReading
  private let text: GrowableBuffer<UInt8>
  private let ranges: [Range<Int>]
  /// What stands in front of the text.
  private let front: [JSON.Member]?

  /// - Parameters:
  ///   - bytes: All of the file, expanded.
  ///   - reading: How it is read.
  ///   - path: The file, for messages.
  /// - Throws: ``StorageError`` when this system has no converter for the encoding.
  init(
    _ bytes: consuming GrowableBuffer<UInt8>, _ reading: TextReading, path: String
  ) throws(StorageError) {
    let encoding = reading.encoding ?? .utf8
    let marked = encoding.markByteCount(in: bytes.view)
    self.reading = reading
    if encoding == .utf8, marked == 0 {
      text = bytes
    } else {
      var converted = GrowableBuffer<UInt8>()
      var transcoder = try Transcoder(from: encoding, path: path)
      transcoder.append(bytes.view[marked..<bytes.count], isLast: true, to: &converted)
      text = converted
    }
    let matter = reading.hasFrontMatter ? FrontMatter(text.view) : nil
    front = matter?.members
    let start = matter?.end ?? 0
    ranges = reading.split.ranges(in: text.view[start..<text.count])
      .map { ($0.lowerBound + start)..<($0.upperBound + start) }
  }

  /// Its records.
  var count: Int { ranges.count }

  /// Appends the line of a record.
  func write(_ number: Int, to output: inout GrowableBuffer<UInt8>) {
    let place = reading.place
    let bare = CorpusFiles.bareName(place)
    let suffix = bare.lastIndex(of: ".").map { String(bare[bare.index(after: $0)...]) }
    let isPart = reading.split != .whole
    var members = [
      JSON.Member("id", .string(isPart ? "\(place)#\(number + 1)" : place)),
      .init("path", .string(place)), .init("name", .string(CorpusFiles.lastComponent(place))),
      .init("extension", .string(suffix ?? "")),
    ]
    if let front { members.append(.init("metadata", .object(front))) }
    let record = text.view[ranges[number]]
    if isPart { members.append(.init("part", .integer(number + 1))) }
    if let heading = reading.split.heading(of: record) {
      members.append(.init("heading", .string(heading)))
    }
    // The text comes last, in place of the brace that closes what stands before it.
    output.append(contentsOf: JSON.object(members).bytes.dropLast())
    output.append(contentsOf: Array(",\"text\":".utf8))
    JSONEscaping.append(record, to: &output)
    output.append(UInt8(ascii: "}"))
  }
}
