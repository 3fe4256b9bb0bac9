package import Records
package import Storage

/// Reads the files of a corpus in order, each through its format, as chunks of whole records.
///
/// One thread calls it at a time; the chunks are parsed by others. A file that cannot be read on is
/// noted in ``problems`` after its whole records were delivered, and the next file follows.
package struct CorpusReader: ~Copyable {
  /// Where in a corpus reading stands: everything before was delivered.
  package struct Position: Sendable, Equatable {
    /// Index into the list of files.
    package var file = 0
    /// Where in that file.
    package var place = FilePosition()
    /// Running number of the next record over the whole corpus.
    package var ordinal: UInt64 = 0

    package init(file: Int = 0, place: FilePosition = FilePosition(), ordinal: UInt64 = 0) {
      self.file = file
      self.place = place
      self.ordinal = ordinal
    }
  }

  /// How a file was read to its end.
  package struct FileEnd {
    /// Where a ``RecordFetcher`` can start; none for plain files.
    package var checkpoints: [DecompressingReader.Checkpoint] = []
    /// Behind the last record.
    package var position = FilePosition()
    /// See ``FormatReader/isContinuable``.
    package var isContinuable = false
  }

  package let files: [CorpusFile]
  /// What was refused or damaged so far.
  package private(set) var problems = ProblemLog()
  /// Everything before was delivered or noted as a problem.
  package private(set) var position: Position

  private let formats: CorpusFormats
  private let openFiles: OpenFiles
  private let options: ReadingOptions
  private var reader: (any FormatReader)?
  /// What was wrong where the file at hand was expanded before it is read.
  private var packingDamage: StorageError?
  private var sidecars: [SidecarReader] = []
  private var finishedSidecars: [(name: String, counts: SidecarCounts, end: Position)] = []
  private var format = 0
  private var ends: [FileEnd?]
  private var nextSequence: UInt64 = 0
  private var finishedByteCount: UInt64 = 0

  /// Begins at the start, or where an earlier run stopped.
  ///
  /// - Parameters:
  ///   - files: The corpus, in reading order.
  ///   - formats: The formats that the files were listed with.
  ///   - openFiles: Where the files may be open already.
  ///   - position: ``RawChunk/end`` of the last chunk of an earlier run over the same files.
  ///   - options: Sizes; the defaults suit every corpus.
  package init(
    files: [CorpusFile], formats: CorpusFormats = .builtIn, openFiles: OpenFiles = OpenFiles(),
    from position: Position = Position(), options: ReadingOptions = ReadingOptions()
  ) {
    self.files = files
    self.formats = formats
    self.openFiles = openFiles
    self.options = options
    self.position = position
    if position.file < files.count, position.place == FilePosition() {
      self.position.place = files[position.file].start
    }
    ends = Array(repeating: nil, count: files.count)
    finishedByteCount = files.prefix(position.file).reduce(0) { $0 + $1.byteCount }
  }

  /// Bytes of the files on disk that were used up: with their sum, how far reading is.
  package var consumedByteCount: UInt64 { finishedByteCount + (reader?.consumedByteCount ?? 0) }

  /// The lines of attributes that are about no document, once all chunks were joined with theirs.
  package var strayAttributes: [RecordProblem] {
    finishedSidecars.compactMap { name, counts, end in
      let count = counts.unmatchedCount
      if count == 0 { return nil }
      return RecordProblem(
        file: end.file, number: end.place.number, offset: end.place.offset,
        reason: .repaired(
          detail: "\(name) has \(count == 1 ? "1 line" : "\(count) lines") about no document"))
    }
  }

  /// Gives away how a file was read; of one that could not be opened, nothing is known.
  package mutating func takeEnd(of file: Int) -> FileEnd {
    defer { ends[file] = nil }
    return ends[file] ?? FileEnd()
  }

  /// Fills a chunk with the next records.
  ///
  /// - Returns: `false` when the last file is done; the chunk is then empty.
  package mutating func next(into chunk: inout RawChunk) -> Bool {
    while true {
      chunk.removeAll()
      guard let reader = openNext() else { return false }
      chunk.file = position.file
      chunk.format = format
      chunk.firstOrdinal = position.ordinal
      let outcome = reader.next(into: &chunk, problems: &problems)
      for sidecar in sidecars {
        chunk.beside.append(sidecar.take(chunk.recordCount, file: chunk.file, &problems))
      }
      position.place = reader.position
      position.ordinal += UInt64(chunk.recordCount)
      if case .ended(let failure) = outcome { finishFile(failure ?? packingDamage) }
      chunk.end = position
      if chunk.pieces.isEmpty { continue }
      chunk.sequence = nextSequence
      nextSequence += 1
      return true
    }
  }

  /// The reader of the current file, or of the next that can be opened; `nil` when none is left.
  private mutating func openNext() -> (any FormatReader)? {
    while reader == nil {
      guard position.file < files.count else { return nil }
      let file = files[position.file]
      do throws(StorageError) {
        guard let known = formats.index(of: file.format), let format = formats[file.format] else {
          throw .damaged(path: file.path, offset: 0, detail: file.unknownFormat)
        }
        self.format = known
        var options = options
        options.endOffset = file.endOffset
        let opened = try openFiles.file(file.path)
        packingDamage = opened.damage
        reader = try format.reader(of: opened, from: position.place, options: options)
        sidecars = try file.sidecars.map { sidecar throws(StorageError) in
          try SidecarReader(sidecar, openFiles: openFiles, options: options)
        }
      } catch {
        finishFile(error)
      }
    }
    return reader
  }

  /// Notes what ended a file and goes to the next.
  private mutating func finishFile(_ failure: StorageError?) {
    if let failure {
      problems.append(
        RecordProblem(
          file: position.file, number: position.place.number, offset: position.place.offset,
          reason: .damagedFile(detail: CorpusFiles.reason(of: failure))))
    }
    for sidecar in sidecars {
      sidecar.drain(file: position.file, &problems)
      finishedSidecars.append((sidecar.name, sidecar.lookup.counts, position))
    }
    // Attributes come with the whole file, so what is appended to it cannot be read alone.
    let isAlone = sidecars.isEmpty
    sidecars = []
    if let reader {
      ends[position.file] = FileEnd(
        checkpoints: reader.checkpoints, position: reader.position,
        isContinuable: failure == nil && isAlone && reader.isContinuable)
    }
    reader = nil
    finishedByteCount += files[position.file].byteCount
    let next = position.file + 1
    position = Position(
      file: next, place: next < files.count ? files[next].start : FilePosition(),
      ordinal: position.ordinal)
  }
}
