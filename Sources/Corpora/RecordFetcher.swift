package import Records
package import Storage

/// Reads single records back from the files of a corpus, for indexes that keep no text of their own.
///
/// A fetcher belongs to one thread at a time.
package struct RecordFetcher: ~Copyable {
  package let files: [CorpusFile]

  private let schema: RecordSchema
  private let formats: CorpusFormats
  private let checkpoints: (Int) -> CheckpointFile?
  private let openFiles = OpenFiles(limit: 8)
  private var checked: Set<Int> = []
  private var parsers: [(any FormatParser)?]
  private var problems = ProblemLog(limit: 1)
  private var fetcher: (any FormatFetcher)?
  /// The file that it reads, and the index of the file's format.
  private var fetcherFile = -1
  private var fetcherFormat = 0
  private var chunk = RawChunk()

  /// A fetcher that has opened nothing yet.
  ///
  /// - Parameters:
  ///   - files: The corpus as it was indexed.
  ///   - schema: What records are parsed with.
  ///   - formats: The formats that the files were listed with.
  ///   - checkpoints: Those of a file by its number, `nil` where none were kept.
  package init(
    files: [CorpusFile], schema: RecordSchema, formats: CorpusFormats = .builtIn,
    checkpoints: @escaping (_ file: Int) -> CheckpointFile? = { _ in nil }
  ) {
    self.files = files
    self.schema = schema
    self.formats = formats
    self.checkpoints = checkpoints
    parsers = formats.indices.map { _ in nil }
  }

  /// Replaces a batch by one record, as it was indexed; whole where the batch keeps rests.
  ///
  /// - Parameters:
  ///   - place: Where the index says it stands.
  ///   - batch: Made for the schema.
  /// - Throws: ``CorpusError/changed(path:detail:)`` when the file is not the one that was
  ///   indexed, ``CorpusError/noRecord(path:offset:detail:)`` when it ends or is damaged before, or
  ///   no record stands there.
  package mutating func read(
    _ place: RecordBatch.Place, into batch: inout RecordBatch
  ) throws(CorpusError) {
    let format = try fetch(place)
    let parser = parsers[format] ?? formats[format].parser(for: schema)
    parsers[format] = parser
    parser.parse(chunk, into: &batch, problems: &problems)
    guard batch.count == 1 else { throw noRecord(at: place, "the record cannot be read") }
  }

  /// Fills the chunk with one record; returns the index of its format.
  private mutating func fetch(_ place: RecordBatch.Place) throws(CorpusError) -> Int {
    let number = Int(place.file)
    guard files.indices.contains(number) else {
      throw .noRecord(
        path: "file \(number)", offset: place.offset, detail: "the corpus has no such file")
    }
    let file = files[number]
    if !checked.contains(number) {
      if let change = file.changeSinceListed() { throw .changed(path: file.path, detail: change) }
      checked.insert(number)
    }
    chunk.removeAll()
    do throws(StorageError) {
      if fetcherFile != number {
        fetcher = nil
        fetcherFile = -1
        guard let index = formats.index(of: file.format), let format = formats[file.format] else {
          throw .unsupported(path: file.path, detail: file.unknownFormat)
        }
        fetcher = try format.fetcher(
          of: try openFiles.file(file.path), checkpoints: checkpoints(number))
        fetcherFile = number
        fetcherFormat = index
      }
      if try fetcher?.fetch(place, into: &chunk) == true { return fetcherFormat }
    } catch {
      throw noRecord(at: place, CorpusFiles.reason(of: error))
    }
    throw noRecord(at: place, "the file ends before")
  }

  private func noRecord(at place: RecordBatch.Place, _ detail: String) -> CorpusError {
    .noRecord(path: files[Int(place.file)].path, offset: place.offset, detail: detail)
  }
}
