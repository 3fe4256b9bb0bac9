internal import CorpusIndex
internal import Foundation
internal import Storage

/// The one source of a dataset whose data comes through a pipe: standard input, a FIFO, or what the
/// shell puts in place of `<(…)`.
///
/// It is copied into a file without a name on the disk of the home and read from there, so that every
/// format is read as from a file. The records stay in the index; the copy is gone with the run.
struct PipedSource {
  /// What every pipe is remembered as: none of them can be opened again.
  static let path = "/dev/stdin"

  /// A path is that of a pipe, or of a file in an archive that came through one.
  static func isPiped(_ path: String) -> Bool {
    path == Self.path || path.hasPrefix(Self.path + "/")
  }

  /// What the records come from.
  let input: PipedInput
  /// All sources, with ``path`` in place of the pipe.
  let sources: [String]

  /// Finds the pipe among sources; `nil` when there is none.
  ///
  /// - Throws: ``CatalogError`` when there are several, or one that cannot be opened.
  init?(among sources: [String]) throws {
    let inputs = try CatalogError.folding { try sources.map { try PipedInput($0) } }
    guard let place = inputs.firstIndex(where: { $0 != nil }), let input = inputs[place] else {
      return nil
    }
    guard inputs.count(where: { $0 != nil }) == 1 else {
      throw CatalogError(
        .usage, "several pipes are given, and a dataset takes one", at: .file(sources[place]),
        remedy: .advice("join them into one, as cat does"))
    }
    self.input = input
    self.sources = sources.indices.map { $0 == place ? Self.path : sources[$0] }
  }
}

extension Registration {
  /// Its data came through a pipe, so it cannot be read again.
  var isPiped: Bool { sources == [PipedSource.path] }

  /// What brings the dataset's index up to date.
  func renewal(of id: String) -> Remedy { isPiped ? .pipeAgain(id) : .index(id) }
}

extension Catalog {
  /// Takes everything out of the pipe among some sources, off the cooperative threads.
  ///
  /// - Parameters:
  ///   - piped: The pipe.
  ///   - id: The dataset that the records are for.
  ///   - observe: Told how many bytes have come.
  /// - Returns: The data.
  /// - Throws: ``CatalogError`` when nothing can come, the disk is full or the task was cancelled.
  func receive(
    _ piped: PipedSource, for id: String,
    observe: @escaping @Sendable (IngestEvent) -> Void
  ) async throws -> RandomAccessFile {
    // The home is made here when it is missing.
    _ = try store
    let (input, folder) = (piped.input, home.path)
    return try await Self.onThread { cancelled in
      try Self.receive(input, for: id, in: folder) { bytes in
        observe(.received(bytes))
        return !cancelled.isSet
      }
    }
  }

  /// The same on the calling thread, into a file in a folder.
  static func receive(
    _ input: PipedInput, for id: String, in folder: String, _ step: (UInt64) -> Bool
  ) throws -> RandomAccessFile {
    if input.isTerminal {
      throw CatalogError(
        .usage, "standard input is a terminal, and data comes from a program or a file",
        at: .file(PipedSource.path), remedy: .pipe(id))
    }
    var received: UInt64 = 0
    let file: RandomAccessFile?
    do throws(StorageError) {
      file = try input.spool(in: folder, as: PipedSource.path) { bytes in
        received = bytes
        return step(bytes)
      }
    } catch {
      guard case .diskFull = error else { throw CatalogError(folding: error) }
      throw CatalogError(
        .diskFull,
        "the disk is full after \(Figures.bytes(received)) of the data; none of it is kept",
        at: .file(folder), remedy: .engine(.freeSpace))
    }
    guard let file else {
      throw CatalogError(
        .interrupted, "interrupted before the data had come to its end; none of it is kept",
        remedy: .pipe(id))
    }
    return file
  }

  /// Refuses what a pipe cannot be: without an id, beside other data, not indexed, or not kept.
  ///
  /// - Returns: The id.
  func validate(
    _ piped: PipedSource, id: String?, options: AddOptions
  ) throws -> String {
    guard let id else {
      throw CatalogError(
        .usage, "a pipe has no name that an id could be made from", at: .file(PipedSource.path),
        remedy: .pipe(nil))
    }
    try DatasetName.validate(id)
    if options.skipsIndexing {
      throw CatalogError(
        .usage, "data from a pipe is indexed as it comes, or lost", at: .file(PipedSource.path),
        remedy: .advice("write it into a file first, and register the file"))
    }
    try Self.validateAlone(piped, options.indexing.store)
    return id
  }

  /// Refuses a pipe beside other data, and a store that keeps no records.
  static func validateAlone(_ piped: PipedSource, _ store: TextStore?) throws {
    let data = try DescriptionBeside.split(piped.sources).data
    guard data == [PipedSource.path] else {
      throw CatalogError(
        .usage, "a pipe is the only data of a dataset", at: .file(PipedSource.path),
        remedy: .advice("leave the other sources out, or join all of them into one pipe"))
    }
    guard store != TextStore.none else {
      throw CatalogError(
        .usage, "records from a pipe are kept in the index, because they cannot be read again",
        at: .file(PipedSource.path), remedy: .choose(.value, from: ["lz4", "zstd"]))
    }
  }

  /// Why a dataset whose data came through a pipe is not indexed again.
  func readOnce(_ id: String, _ registration: Registration) -> CatalogError {
    CatalogError(
      .notFound,
      "the data of \(id) came through a pipe, which cannot be read again; "
        + (registration.isUnfinished
          ? "its run was cut short" : "all of its records are in the index"),
      at: .file(PipedSource.path), remedy: .pipeAgain(id))
  }

  /// Runs blocking work on a thread of its own; cancelling the task sets the flag.
  static func onThread<Value: Sendable>(
    _ work: @escaping @Sendable (CancellationFlag) throws -> Value
  ) async throws -> Value {
    let cancelled = CancellationFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try work(cancelled) }) }
        // Deeply nested JSON is read by recursion in a library that checks its own depth.
        thread.stackSize = 8 << 20
        thread.start()
      }
    } onCancel: {
      cancelled.set()
    }
  }
}
