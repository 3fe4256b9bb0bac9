internal import JSONText
internal import Storage

/// Writes a file of text as the line of JSON that is its record.
struct TextRecordWriter: Sendable {
  /// The path below the folder that was named.
  let place: String
  let encoding: TextEncoding
  /// What stands between lines of `---` in front of the text describes it.
  let hasFrontMatter: Bool

  /// Appends the record.
  ///
  /// - Parameters:
  ///   - bytes: All of the file, expanded.
  ///   - path: The file, for messages.
  ///   - output: Grows by the line.
  /// - Throws: ``StorageError`` when this system has no converter for the encoding.
  func write(
    _ bytes: BufferView<UInt8>, path: String, to output: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    let marked = encoding.markByteCount(in: bytes)
    if encoding == .utf8 {
      append(bytes[marked..<bytes.count], to: &output)
    } else {
      var text = GrowableBuffer<UInt8>()
      var transcoder = try Transcoder(from: encoding, path: path)
      transcoder.append(bytes[marked..<bytes.count], isLast: true, to: &text)
      append(text.view, to: &output)
    }
  }

  private func append(_ text: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>) {
    let name = CorpusFiles.lastComponent(place)
    let bare = CorpusFiles.bareName(place)
    let suffix = bare.lastIndex(of: ".").map { String(bare[bare.index(after: $0)...]) }
    let front = hasFrontMatter ? FrontMatter(text) : nil
    var members = [
      JSON.Member("id", .string(place)), .init("path", .string(place)),
      .init("name", .string(name)), .init("extension", .string(suffix ?? "")),
    ]
    if let front { members.append(.init("metadata", .object(front.members))) }
    // The text comes last, in place of the brace that closes what stands before it.
    output.append(contentsOf: JSON.object(members).bytes.dropLast())
    output.append(contentsOf: Array(",\"text\":".utf8))
    JSONEscaping.append(text[(front?.end ?? 0)..<text.count], to: &output)
    output.append(UInt8(ascii: "}"))
  }
}
