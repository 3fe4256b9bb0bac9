internal import CorpusIndex

/// What becomes of columns that do not stand in the records when these are copied into one file.
///
/// A value that all of them have is kept, as a label of the copy; what differs cannot be.
struct CopiedColumns {
  private let files: [String: [String: FileColumns]]
  private var last: (corpus: String, file: String)?
  private var seen: [String: Set<String>] = [:]

  init(_ corpora: [SearchedCorpus]) {
    var files: [String: [String: FileColumns]] = [:]
    for corpus in corpora { files[corpus.name] = corpus.snapshot.fileColumns }
    // Without such columns nothing needs to be counted.
    self.files = files.values.allSatisfy(\.isEmpty) ? [:] : files
  }

  /// Notes where a record came from that was copied.
  mutating func pass(_ record: StoredRecord) {
    let corpus = record.reference.corpus
    if files.isEmpty { return }
    if let last, last.file == record.file, last.corpus == corpus { return }
    last = (corpus, record.file)
    seen[corpus, default: []].insert(record.file)
  }

  /// The columns of every file that records were copied from.
  private var sources: [FileColumns] {
    seen.flatMap { corpus, names in
      names.map { files[corpus]?[$0] ?? FileColumns() }
    }
  }

  /// The columns that come from files and from no record.
  var labelColumns: Set<String> {
    Set(files.values.flatMap(\.values).flatMap(\.labels).map(\.column))
  }

  /// The labels that all records have.
  var kept: [FileLabel] {
    let sources = sources
    guard let first = sources.first else { return [] }
    return first.labels.filter { label in
      // A column of several values is one of each, so all of them must agree.
      let values = first.labels.filter { $0.column == label.column }
      return sources.allSatisfy { $0.labels.filter { $0.column == label.column } == values }
    }
  }

  /// The columns and attributes that a copy has not.
  var lost: [String] {
    let kept = Set(kept.map(\.column))
    var names = Set<String>()
    for source in sources {
      names.formUnion(source.labels.map(\.column).filter { !kept.contains($0) })
      names.formUnion(source.attributes)
    }
    return names.sorted()
  }
}
