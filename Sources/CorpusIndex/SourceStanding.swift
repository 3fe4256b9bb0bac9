internal import Corpora
internal import Indexing
internal import Records
internal import Storage

/// How the source files that a commit has stand to those of a run, by remembered path.
struct SourceStanding {
  /// What became of a file since it was indexed.
  enum Change {
    /// It has the same bytes, and at most another time.
    case none
    /// Bytes were appended; those before are the same, and end between two records.
    case grown
    /// It has other bytes, or was not read to its end.
    case replaced
    /// It is not among the files of the run.
    case gone
  }

  /// A file of the commit.
  struct Known {
    /// Its live parts in the commit, in the order in which they were appended.
    var parts: [Int]
    /// Bytes of the line break that ends the last record now and was not there yet.
    var lateBreak: UInt64 = 0
    var change = Change.gone
  }

  private(set) var files: [ExactText: Known] = [:]
  /// What a run that was cut short has read again already.
  private(set) var superseded: [Int] = []

  /// Compares sizes, times and, where only these differ or bytes were appended, checksums.
  ///
  /// - Complexity: O(files), and O(bytes) of those whose size or time changed and that have a checksum.
  init(_ commit: Commit, _ sources: SourceListing) {
    for (number, file) in commit.files.enumerated()
    where !file.isRetired && file.path != CorpusIndex.written {
      let path = ExactText(file.path)
      if file.start == FilePosition(), let known = files.removeValue(forKey: path) {
        superseded += known.parts
      }
      files[path, default: Known(parts: [])].parts.append(number)
    }
    for entry in sources.entries {
      let path = ExactText(entry.remembered)
      guard let last = files[path]?.parts.last else { continue }
      let file = commit.files[last]
      var change = Self.change(of: entry, since: file, sources)
      if change == .replaced, let late = Self.lateBreak(of: entry.file, since: file, sources) {
        files[path]?.lateBreak = late
        change = .grown
      }
      files[path]?.change = change
    }
  }

  /// The files that are there with other bytes, by their numbers in the commit.
  var replaced: Set<UInt32> {
    Set(files.values.filter { $0.change == .replaced }.flatMap(\.parts).map { UInt32($0) })
  }

  /// Nothing of a file needs to be read.
  func isKnown(_ path: String) -> Bool { files[ExactText(path)]?.change == Change.none }

  private static func change(
    of entry: SourceListing.Entry, since last: Commit.SourceFile, _ sources: SourceListing
  ) -> Change {
    guard last.isComplete else { return .replaced }
    let now = entry.file
    // A file that became part of another split, or got other attributes, has other columns.
    guard
      FormatSettings.parse(now.format).settings.surroundings
        == FormatSettings.parse(last.format).settings.surroundings
    else { return .replaced }
    if now.byteCount == last.byteCount, now.modifiedNanoseconds == last.modifiedNanoseconds {
      return .none
    }
    // A file that cannot be read now is read again, which says why.
    let checked = sources.checkedByteCount(of: last)
    guard let known = last.checksum, now.byteCount >= checked,
      (try? sources.openFiles.checksum(of: now.path, first: checked)) == known
    else { return .replaced }
    if now.byteCount == last.byteCount, sources.hasNoRecord(now, from: checked) { return .none }
    return last.isContinuable && now.format == last.format ? .grown : .replaced
  }
}

extension SourceStanding {
  /// Bytes of the line break with which the rest of a file begins that grew behind a last line without
  /// one: the line is the record that was read.
  ///
  /// - Returns: `nil` where the last line goes on, or bytes before it changed.
  private static func lateBreak(
    of now: CorpusFile, since last: Commit.SourceFile, _ sources: SourceListing
  ) -> UInt64? {
    // Of a packed file the end is counted in other bytes.
    guard last.isComplete, !last.isContinuable, now.format == last.format, now.packing == .plain,
      last.end.offset == last.byteCount, now.byteCount > last.byteCount,
      sources.formats[now.format]?.endsRecordsAtLineBreaks == true, let known = last.checksum,
      (try? sources.openFiles.checksum(of: now.path, first: last.byteCount)) == known,
      let opened = try? sources.openFiles.file(now.path)
    else { return nil }
    let bytes = GrowableBuffer<UInt8>(repeating: 0, count: 2)
    let count = (try? opened.read(into: bytes.view, at: last.byteCount)) ?? 0
    let lineFeed = UInt8(ascii: "\n")
    if count > 0, bytes.view[0] == lineFeed { return 1 }
    return count == 2 && bytes.view[0] == UInt8(ascii: "\r") && bytes.view[1] == lineFeed ? 2 : nil
  }
}

extension IndexWriter {
  /// Brings the files of the commit up to what became of them: searches see their records as they
  /// were until the run ends.
  ///
  /// - Parameters:
  ///   - standing: Of the files of ``commit``.
  ///   - sources: The files of the run.
  ///   - removesMissing: Files that are gone give up their records.
  func follow(_ standing: SourceStanding, _ sources: SourceListing, removesMissing: Bool) {
    standing.superseded.forEach(retire)
    let now = Dictionary(
      sources.entries.map { (ExactText($0.remembered), $0.file) },
      uniquingKeysWith: { first, _ in first })
    for (path, known) in standing.files.sorted(by: { $0.value.parts[0] < $1.value.parts[0] }) {
      switch known.change {
      case .replaced: known.parts.forEach(retire)
      case .gone: if removesMissing { known.parts.forEach(retire) }
      case .none, .grown:
        guard let file = now[path] else { continue }
        for part in known.parts {
          setIdentity(
            of: part, byteCount: file.byteCount, modifiedNanoseconds: file.modifiedNanoseconds)
        }
      }
    }
  }
}

extension SourceListing {
  /// Bytes of an indexed file that its checksum is of: those up to its last record, where what stands
  /// behind is written anew when records are appended.
  func checkedByteCount(of file: Commit.SourceFile) -> UInt64 {
    file.isContinuable && formats[file.format]?.hasClosing == true
      ? min(file.end.offset, file.byteCount) : file.byteCount
  }

  /// What stands behind the last record of a file are brackets and space, or nothing.
  fileprivate func hasNoRecord(_ file: CorpusFile, from offset: UInt64) -> Bool {
    let count = file.byteCount - offset
    if count == 0 { return true }
    guard count <= 1 << 16, let opened = try? openFiles.file(file.path) else { return false }
    let bytes = GrowableBuffer<UInt8>(repeating: 0, count: Int(count))
    guard (try? opened.read(into: bytes.view, at: offset)) == bytes.count else { return false }
    return bytes.view.array.allSatisfy { "]} \n\r\t".utf8.contains($0) }
  }

  /// A part of a file that is to be read, and the running number that it begins with at least.
  struct Unread {
    var entry: Entry
    var firstOrdinal: UInt64
  }

  /// The parts of the files that a run has to read, in the order of their running numbers.
  ///
  /// - Parameters:
  ///   - standing: Of the files of `commit`.
  ///   - commit: What is indexed already.
  ///   - replaced: The commit whose place the run takes: files that it knows are read in the parts in
  ///     which it has them, so that their records keep their running numbers.
  /// - Returns: The parts; none where nothing is to be read.
  func unread(
    _ standing: SourceStanding, of commit: Commit, replacing replaced: Commit?
  ) -> [Unread] {
    var wanted: [Unread] = []
    let former = replaced.map { (commit: $0, standing: SourceStanding($0, self)) }
    for entry in entries {
      let known = standing.files[ExactText(entry.remembered)]
      if let former {
        // A run that was cut short has read some of them.
        let isThere = known?.change == SourceStanding.Change.none
        let starts = isThere ? (known?.parts ?? []).map { commit.files[$0].start } : []
        wanted += former.standing.parts(of: entry, in: former.commit)
          .filter { !starts.contains($0.entry.file.start) }
      } else if let known, known.change == .grown {
        wanted += standing.parts(of: entry, in: commit).suffix(1)
      } else if known?.change != SourceStanding.Change.none {
        wanted.append(Unread(entry: entry, firstOrdinal: commit.nextOrdinal))
      }
    }
    return wanted.enumerated().sorted {
      ($0.element.firstOrdinal, $0.offset) < ($1.element.firstOrdinal, $1.offset)
    }.map(\.element)
  }
}

extension SourceStanding {
  /// A whole file in the parts in which a commit has it, with what was appended since as the last one.
  fileprivate func parts(
    of entry: SourceListing.Entry, in commit: Commit
  ) -> [SourceListing.Unread] {
    guard let known = files[ExactText(entry.remembered)],
      known.change == .none || known.change == .grown
    else { return [SourceListing.Unread(entry: entry, firstOrdinal: commit.nextOrdinal)] }
    var parts: [SourceListing.Unread] = []
    for number in known.parts {
      let file = commit.files[number]
      var part = entry
      part.file.start = file.start
      part.file.endOffset = file.end.offset
      let isNumbered = file.firstOrdinal != Commit.SourceFile.unknownOrdinal
      parts.append(
        SourceListing.Unread(
          entry: part, firstOrdinal: isNumbered ? file.firstOrdinal : commit.nextOrdinal))
    }
    if known.change == .grown, let last = known.parts.last {
      var part = entry
      part.file.start = commit.files[last].end
      part.file.start.offset += known.lateBreak
      parts.append(SourceListing.Unread(entry: part, firstOrdinal: commit.nextOrdinal))
    } else if !parts.isEmpty {
      parts[parts.count - 1].entry.file.endOffset = .max
    }
    return parts
  }
}
