internal import JSONText
internal import Records
internal import Storage

/// How many lines of a sidecar were read, and how many of them are about a document.
///
/// What remains of a sidecar when its file is read; the table of a ``SidecarLookup`` goes with its chunks.
final class SidecarCounts: @unchecked Sendable {
  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private var readCount: UInt64 = 0
  private var matchedCount: UInt64 = 0

  /// Counts lines of the sidecar that were read.
  func countRead(_ count: Int) { lock.withLock { readCount += UInt64(count) } }

  /// Counts lines that were joined.
  func countMatched(_ count: Int) { lock.withLock { matchedCount += UInt64(count) } }

  /// Lines that are about no document, once everything was read and joined.
  var unmatchedCount: UInt64 { lock.withLock { readCount - min(readCount, matchedCount) } }
}

/// Finds the lines of a sidecar by the ids of their documents, where these stand in another order.
///
/// The sidecar is read for it once, when the first line is not at its place. Of a line a hash of its id
/// and its place are kept; the line is read again, and its id compared.
final class SidecarLookup: @unchecked Sendable {
  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private let sidecar: Sidecar
  private let openFiles: OpenFiles
  private var table: Table?
  let counts = SidecarCounts()

  /// Lines that are looked up: 24 bytes each.
  static let lineLimit = 4 << 20

  private struct Entry {
    var hash: UInt64
    var offset: UInt64
    var byteCount: Int
  }

  private enum Table {
    case lines([Entry], RandomAccessFile)
    case refused(String)
  }

  /// What became of looking a line up.
  enum Found {
    case line
    case none
    /// Nothing could be looked up; the detail says why.
    case refused(String)
  }

  init(_ sidecar: Sidecar, _ openFiles: OpenFiles) {
    self.sidecar = sidecar
    self.openFiles = openFiles
  }

  /// Appends the line of a document to a chunk, as its next piece.
  func append(lineOf id: String, to chunk: inout RawChunk) -> Found {
    lock.withLock {
      let table = self.table ?? made()
      self.table = table
      guard case .lines(let entries, let file) = table else {
        if case .refused(let detail) = table { return .refused(detail) }
        return .none
      }
      let hash = Self.hash(of: id)
      var at = Self.first(in: entries, from: hash)
      while at < entries.count, entries[at].hash == hash {
        let start = chunk.bytes.count
        let target = chunk.bytes.appendUninitialized(entries[at].byteCount)
        if (try? file.read(into: target, at: entries[at].offset)) == entries[at].byteCount,
          Self.id(of: target) == id
        {
          chunk.pieces.append(
            RawChunk.Piece(start: UInt32(start), count: UInt32(entries[at].byteCount)))
          chunk.bytes.append(0x0A)
          chunk.numbers.append(0)
          chunk.recordCount += 1
          return .line
        }
        chunk.bytes.setCount(start)
        at += 1
      }
      return .none
    }
  }

  // MARK: - Making

  private func made() -> Table {
    do throws(StorageError) {
      let file = try openFiles.file(sidecar.path).atAnyPlace()
      let reader = try LineReader(of: file, from: FilePosition(), options: ReadingOptions())
      var entries: [Entry] = []
      var chunk = RawChunk()
      var problems = ProblemLog()
      while true {
        chunk.removeAll()
        let outcome = reader.next(into: &chunk, problems: &problems)
        for index in 0..<chunk.pieces.count {
          let piece = chunk.pieces[index]
          guard piece.count != RawChunk.Piece.refused else { continue }
          let line = chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)]
          guard let id = Self.id(of: line) else { continue }
          if entries.count == Self.lineLimit {
            return .refused("more than \(Self.lineLimit) lines are not looked up")
          }
          entries.append(
            Entry(
              hash: Self.hash(of: id), offset: chunk.offset(of: index), byteCount: Int(piece.count))
          )
        }
        if case .ended = outcome { break }
      }
      entries.sort { ($0.hash, $0.offset) < ($1.hash, $1.offset) }
      return .lines(entries, file)
    } catch {
      return .refused("it cannot be read again: \(CorpusFiles.reason(of: error))")
    }
  }

  private static func id(of line: BufferView<UInt8>) -> String? {
    (try? JSONReader.read(line.array, options: .records))?["id"]?.scalarText
  }

  /// FNV-1a (Fowler, Noll and Vo, 1991).
  private static func hash(of id: String) -> UInt64 {
    id.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The first entry with a hash that is not less.
  private static func first(in entries: [Entry], from hash: UInt64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
