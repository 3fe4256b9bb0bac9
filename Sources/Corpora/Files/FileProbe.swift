package import Storage

/// What a file is, by its first bytes.
package enum FileProbe: Sendable, Equatable {
  /// Records of a format, under the format's name with its settings; `guess` says what of those is not
  /// certain.
  case records(format: String, guess: String? = nil)
  /// An archive of other files.
  case archive
  /// No bytes at all, or nothing but space.
  case empty
  /// A known format, or form of it, that is not read.
  case unsupported(found: String, remedy: String)
  /// Bytes that are no text.
  case binary
  /// Text, but no records of the format that it should be of.
  case noRecords(format: String, detail: String, remedy: String)

  /// Looks into a file.
  ///
  /// A file whose packing is damaged from the start is taken for what its name says, so that its
  /// damage is a problem of the corpus and not the end of everything.
  ///
  /// - Throws: ``StorageError`` when the file cannot be read.
  package static func look(
    into file: RandomAccessFile, name: String, place: String? = nil, formats: CorpusFormats
  ) throws(StorageError) -> (probe: FileProbe, packing: DecompressingReader.Format) {
    var reader = try DecompressingReader(file)
    let likely = formats.claim(on: name)?.format ?? formats[0]
    var bytes = GrowableBuffer<UInt8>()
    do throws(StorageError) {
      let count = try reader.read(into: bytes.appendUninitialized(FileHead.byteCount))
      bytes.setCount(count)
      let head = FileHead(bytes, isWhole: count < FileHead.byteCount, name: name, place: place)
      let probe = judge(head, likely: likely, formats: formats, isPacked: reader.format != .plain)
      switch probe {
      // The list of a zip archive stands at its end, whatever program it is behind.
      case .binary where reader.format == .plain, .noRecords where reader.format == .plain:
        return (try ZipDirectory.isBehindProgram(file) ? .archive : probe, reader.format)
      default: return (probe, reader.format)
      }
    } catch {
      if case .damaged = error { return (.records(format: likely.name), reader.format) }
      throw error
    }
  }

  /// The first format that takes a file, or what stands against every one.
  ///
  /// `likely`: the format that the file should be of, whose reason is told when all refuse.
  private static func judge(
    _ head: borrowing FileHead, likely: any CorpusFormat, formats: CorpusFormats, isPacked: Bool
  ) -> FileProbe {
    var partly: FileProbe?
    var reason = ""
    // The list of a zip archive stands at its end, where only a file that lies open has it at hand.
    if head.unread == .zip, !isPacked { return .archive }
    for index in formats.indices where head.unread?.excludesRecords != true {
      let format = formats[index]
      // What lies in an archive uncompressed may look like a table.
      if head.unread == .tar, format.claim(on: ".tar") == .none { continue }
      switch format.probe(head) {
      case .records: return .records(format: format.name)
      case .settled(let settings, let guess):
        return .records(format: settings.written(behind: format.name), guess: guess)
      case .unsupported(let found, let remedy):
        partly = partly ?? .unsupported(found: found, remedy: remedy)
      case .other(let detail): if format.name == likely.name { reason = detail }
      }
    }
    if head.unread == .tar { return .archive }
    if let partly { return partly }
    if let kind = head.unread {
      return .unsupported(
        found: kind.title, remedy: kind.unpacking ?? formats.conversion(of: kind))
    }
    switch head.text {
    case .empty where head.isWhole: return .empty
    case .empty:
      return .noRecords(
        format: likely.title, detail: "its first \(head.bytes.count) bytes are space",
        remedy: "take the space in front of the records out")
    case .binary, .otherEncoding: return .binary
    case .utf8:
      return .noRecords(format: likely.title, detail: reason, remedy: likely.remedy)
    }
  }
}
