package import JSONText
package import Records
package import Storage

/// A file format of corpora: how its files are told, cut into chunks, parsed and read again.
///
/// A format is a folder of `Corpora` and a line in ``CorpusFormats/builtIn``; nothing else knows it.
/// It makes four kinds of parts, each with one job and one owner:
///
/// | part | made for | used by |
/// | --- | --- | --- |
/// | ``FormatReader`` | one file | one thread at a time, from front to back |
/// | ``FormatParser`` | one schema | one worker, chunk after chunk |
/// | ``FormatFetcher`` | one file | one thread at a time, in any order |
/// | ``probe(_:)``, ``forEachRecord(in:_:)`` | — | any thread |
///
/// Reader and parser are apart because reading is done by one worker at a time and parsing by all:
/// a reader should only find where records end, and leave the rest to the parser. Files come open;
/// a format reads them as a stream (``DecompressingReader``) or at any offset, as suits it.
package protocol CorpusFormat: Sendable {
  /// The name in commits and answers, for ever the same: `jsonl`.
  var name: String { get }
  /// The name in sentences: `JSON Lines`.
  var title: String { get }
  /// What files of the format are called, for messages: `.jsonl`.
  var suffixes: [String] { get }
  /// What to do about a file that should be of this format and is not.
  var remedy: String { get }

  /// Values are text as it was written, so that numbers are told from it.
  var valuesAreWritten: Bool { get }

  /// Something stands behind the last record, in place of which more records may be written.
  ///
  /// Of such files ``FormatReader/position`` is that place at the end.
  var hasClosing: Bool { get }

  /// A line break ends a record wherever it stands, so that a last line without one is a record whose end
  /// only the file's growth can move.
  var endsRecordsAtLineBreaks: Bool { get }

  /// What of ``FormatSettings`` the format heeds when the user decides it.
  var settingNames: [String] { get }

  /// The same format with what is known of how a file is written, or decided by the user.
  ///
  /// Settings that the format does not know are no concern of it.
  func with(_ settings: FormatSettings) -> any CorpusFormat

  /// The same format where the user has named it, so that a file need not show that it is one.
  var chosen: any CorpusFormat { get }

  /// One sentence on how a file with these settings is read, for plans; `nil` where there is nothing
  /// to say.
  func sentence(on settings: FormatSettings) -> String?

  /// What a file's name says, without the suffix of its packing.
  func claim(on name: String) -> NameClaim

  /// What the first bytes of a file say.
  func probe(_ head: borrowing FileHead) -> FormatVerdict

  /// Paths of its records that never become columns by themselves, and what stands there.
  var contents: [(path: String, what: String)] { get }

  /// Columns that parts of a file have as a whole (``RawChunk/labels``).
  var partColumns: [String] { get }

  /// How a file that is not read can be turned into one of this format; `nil` when no way is known.
  func conversion(of kind: UnreadFormat) -> String?

  /// Cuts a file into chunks.
  ///
  /// - Parameters:
  ///   - file: Open, of this format by its probe.
  ///   - position: Where to begin: ``FormatReader/position`` of an earlier reader of the same bytes.
  ///   - options: Sizes.
  /// - Returns: A reader that has delivered nothing yet.
  /// - Throws: ``StorageError`` when the file cannot be read at all.
  func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader

  /// Places at which a file can be cut into parts of about so many bytes, each read by itself.
  ///
  /// - Parameters:
  ///   - file: Open, not packed.
  ///   - byteCount: Of a part.
  /// - Returns: By rising offset, without the start and the end; none where the format has no such places.
  /// - Throws: ``StorageError`` when the file cannot be read.
  func cuts(of file: RandomAccessFile, every byteCount: UInt64) throws(StorageError) -> [FileCut]

  /// Turns chunks into batches of records.
  func parser(for schema: RecordSchema) -> any FormatParser

  /// Reads single records back.
  ///
  /// `checkpoints`: those of the file, when it has any.
  func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher

  /// Calls `body` with each record of a chunk, whole; `false` stops. Bad records are left out.
  func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool)
}

extension CorpusFormat {
  package var valuesAreWritten: Bool { false }
  package var hasClosing: Bool { false }
  package var endsRecordsAtLineBreaks: Bool { false }
  package var settingNames: [String] { [] }
  package func with(_ settings: FormatSettings) -> any CorpusFormat { self }
  package var chosen: any CorpusFormat { self }
  package func sentence(on settings: FormatSettings) -> String? { nil }
  package var contents: [(path: String, what: String)] { [] }

  package var partColumns: [String] { [] }

  package func conversion(of kind: UnreadFormat) -> String? { nil }

  package func cuts(
    of file: RandomAccessFile, every byteCount: UInt64
  ) throws(StorageError) -> [FileCut] { [] }
}

/// A place at which a file can be cut into two parts that are read by themselves.
package struct FileCut: Sendable, Equatable {
  /// Where the second part begins; its number may be ``FilePosition/uncounted``.
  package var position: FilePosition
  /// Bytes of the file in front of it, about.
  package var byteOffset: UInt64
}

/// What a file's name says about its format.
package enum NameClaim: Sendable, Equatable {
  /// It is the name of something else.
  case none
  /// The name is that of a paper as well, so that it is data only in a folder that has no other.
  case alone
  /// The name is also that of other things, so that a file which is not read is no surprise.
  case possible
  /// A file of this name that is not read deserves attention.
  case certain
}

/// What a format says about the beginning of a file.
package enum FormatVerdict: Sendable, Equatable {
  /// It holds records of this format.
  case records
  /// It holds records, which from now on are read with these settings; `guess` says what of them is
  /// not certain, and which option says otherwise.
  case settled(FormatSettings, guess: String?)
  /// It is this format's data in a form that is not read.
  case unsupported(found: String, remedy: String)
  /// It is something else; `detail` says why, should nothing else take it.
  case other(detail: String)
}

extension FormatVerdict {
  /// That the encoding of a file is told by its bytes alone.
  static func guess(of encoding: TextEncoding) -> String {
    "the encoding \(encoding.rawValue) (--encoding says otherwise)"
  }
}

/// Sizes of reading; the defaults suit every corpus.
package struct ReadingOptions: Sendable {
  /// Bytes of a chunk, about: it ends with the record that reaches them.
  package var chunkByteCount = 768 << 10
  /// Longer records are refused and never held whole; at most 1 GiB.
  package var maximumRecordByteCount = 256 << 20
  /// Expanded bytes between two checkpoints of a packed file; without, none is noted.
  package var checkpointSpacing: UInt64? = 4 << 20
  /// ``FilePosition/offset`` to stop at, should the file go on.
  package var endOffset = UInt64.max

  package init() {}
}

/// Cuts one file into chunks of whole records.
package protocol FormatReader: AnyObject {
  /// Bytes of the file on disk that were used up.
  var consumedByteCount: UInt64 { get }
  /// Everything before was delivered or noted as a problem.
  var position: FilePosition { get }
  /// At the end of a file: what may be appended to it later can be read from ``position`` on, and
  /// changes nothing before.
  ///
  /// A reader for which this may hold, or whose files can be cut, stops at ``ReadingOptions/endOffset``.
  var isContinuable: Bool { get }
  /// Places where a fetcher can start, as far as the file was read.
  var checkpoints: [DecompressingReader.Checkpoint] { get }

  /// Fills a chunk with the next records.
  ///
  /// The chunk comes empty, with file and ordinal set; ``RawChunk/recordCount`` says how many records
  /// were passed, refused ones included. A chunk without pieces is passed over.
  ///
  /// - Parameters:
  ///   - chunk: The chunk to fill.
  ///   - problems: Gets the records that are refused.
  /// - Returns: Whether more may follow.
  func next(into chunk: inout RawChunk, problems: inout ProblemLog) -> ReadingOutcome
}

extension FormatReader {
  package var isContinuable: Bool { false }
}

/// How the reading of a chunk went.
package enum ReadingOutcome: Sendable {
  /// There may be more.
  case more
  /// The file is at its end, or cannot be read on; the chunk holds what was whole before.
  case ended(StorageError?)
}

/// Turns chunks into batches of records.
///
/// One parser belongs to one worker and uses its memory again.
package protocol FormatParser: AnyObject {
  /// Replaces a batch by the records of a chunk.
  ///
  /// - Parameters:
  ///   - chunk: Of this format's reader or fetcher.
  ///   - batch: Made for the parser's schema; what it held is forgotten.
  ///   - problems: Gets what is no record.
  func parse(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog)

  /// Takes note of which paths became columns of the corpus; told between rounds.
  ///
  /// A parser of a format whose files name their columns has nothing to learn.
  func learn(_ ledger: ColumnLedger)
}

extension FormatParser {
  package func learn(_ ledger: ColumnLedger) {}
}

/// Reads single records of one file back, in any order; rising order is fastest.
package protocol FormatFetcher: AnyObject {
  /// Fills an empty chunk with exactly one record.
  ///
  /// - Returns: `false` when the file has no such place.
  func fetch(
    _ place: RecordBatch.Place, into chunk: inout RawChunk
  ) throws(StorageError) -> Bool
}
