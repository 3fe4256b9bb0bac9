internal import Corpora
internal import Indexing
internal import Records
internal import Segments
package import Storage

/// Texts of records, from the segments that keep them or else from the corpus files.
package final class RecordTexts: Sendable {
  private let searcher: [SearchPart]
  private let files: [FileTexts]

  init(parts: [SearchPart], corpora: [Searcher.Corpus]) {
    searcher = parts
    files = corpora.map { FileTexts($0) }
  }

  /// Calls `body` with each text field of a document, `nil` where the record has none.
  package func read(
    part: Int, document: UInt32, _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    let part = searcher[part]
    if part.segment.storesRecords {
      try part.segment.readText(of: document, body)
    } else {
      try files[part.corpus].read(part.segment.place(of: document), part.id(of: document), body)
    }
  }

  /// Replaces what a buffer holds by a document's whole record.
  package func read(
    part: Int, document: UInt32, into record: WholeRecord
  ) throws(StorageError) {
    let part = searcher[part]
    record.removeAll()
    if part.segment.storesRecords {
      try part.segment.readText(of: document) { _, text in record.append(text) }
      try part.segment.readRest(of: document) { (rest) throws(StorageError) in
        do throws(RecordRest.Malformed) { try record.finish(rest: rest.slice) } catch {
          throw .damaged(path: part.segment.file.path, offset: 0, detail: error.detail)
        }
      }
    } else {
      try files[part.corpus].read(
        part.segment.place(of: document), part.id(of: document), into: record)
    }
  }

  /// Calls `body` with the beginning of each text field of a document, `nil` where it has none.
  ///
  /// `limit`: bytes that are enough of the record. A file's record is read whole.
  package func read(
    beginningOf document: UInt32, part: Int, limit: Int,
    _ body: (_ field: Int, _ text: BufferView<UInt8>?, _ isWhole: Bool) -> Void
  ) throws(StorageError) {
    if searcher[part].segment.storesRecords {
      try searcher[part].segment.readText(beginningOf: document, limit: limit, body)
    } else {
      try read(part: part, document: document) { field, text in body(field, text, true) }
    }
  }
}

extension SearchPart {
  /// The id that a document's record has in its file; empty where it has none.
  fileprivate func id(of document: UInt32) throws(StorageError) -> String {
    try segment.recordIDs.stored(rank: segment.rank(of: document))
  }
}

/// Reads texts back from the files of one corpus, through their formats.
final class FileTexts: @unchecked Sendable {
  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private let corpus: Searcher.Corpus
  private var fetcher: RecordFetcher?
  private var batch: RecordBatch

  init(_ corpus: Searcher.Corpus) {
    self.corpus = corpus
    batch = RecordBatch(schema: corpus.reader.commit.settings.schema, keepsRests: true)
  }

  private func makeFetcher() -> RecordFetcher {
    let commit = corpus.reader.commit
    let files = commit.files.map { file in
      CorpusFile(
        path: corpus.path(of: file),
        name: file.path, byteCount: file.byteCount,
        modifiedNanoseconds: file.modifiedNanoseconds, format: file.format)
    }
    let index = corpus.reader.path
    return RecordFetcher(files: files, schema: commit.settings.schema, formats: corpus.formats) {
      let source = commit.files[$0]
      if source.checkpoints.isEmpty { return nil }
      // Damaged checkpoints are a matter for a check; records are then read from further back.
      return try? CheckpointFile(path: index + "/" + source.checkpoints, of: source.identity)
    }
  }

  func read(
    _ place: RecordBatch.Place, _ id: String,
    _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    try lock.withLock { () throws(StorageError) in
      try fetch(place, id)
      for field in 0..<batch.textFieldCount { body(field, text(field)) }
    }
  }

  /// Adds a whole record to an empty buffer.
  func read(
    _ place: RecordBatch.Place, _ id: String, into record: WholeRecord
  ) throws(StorageError) {
    try lock.withLock { () throws(StorageError) in
      try fetch(place, id)
      for field in 0..<batch.textFieldCount { record.append(text(field)) }
      do throws(RecordRest.Malformed) {
        try record.finish(rest: batch.view(of: batch.rests[0]).slice)
      } catch {
        throw .damaged(path: corpus.reader.path, offset: place.offset, detail: error.detail)
      }
    }
  }

  /// Reads one record into the batch.
  ///
  /// A file that was changed in place and kept its size and time shows by another id alone: an index
  /// that keeps no text has nothing else to compare.
  private func fetch(_ place: RecordBatch.Place, _ id: String) throws(StorageError) {
    do throws(CorpusError) {
      if fetcher == nil { fetcher = makeFetcher() }
      try fetcher?.read(place, into: &batch)
    } catch {
      if case .changed = error { throw .stale(path: error.place, detail: error.what) }
      throw .damaged(path: error.place, offset: place.offset, detail: error.what)
    }
    let found = batch.ids[0]
    let isSame =
      found.isMissing ? id.isEmpty : batch.view(of: found).array.elementsEqual(id.utf8)
    if !isSame {
      // A run that looks at size and time would pass the file by.
      throw .damaged(
        path: corpus.path(of: corpus.reader.commit.files[Int(place.file)]), offset: place.offset,
        detail: "another record stands here than the one that was indexed")
    }
  }

  private func text(_ field: Int) -> BufferView<UInt8>? {
    let text = batch.texts[field]
    return text.isMissing ? nil : batch.view(of: text)
  }
}
