internal import Corpora
internal import Indexing
internal import Records
internal import Segments
internal import Storage

/// How a corpus is indexed in units, by machines that share nothing but this.
///
/// Each unit becomes a small index of one segment, in a folder of the unit's id
/// (``CorpusIndex/make(_:of:in:progress:)``), and ``CorpusIndex/takeOver(_:replacing:sources:renaming:options:progress:)``
/// makes one index of them. The id of a unit follows from the files that it reads, by path, size and time, from
/// where it begins and ends, and from everything that decides what is made of them. So the same unit
/// has the same bytes wherever it was made, and what was made once need not be made again.
public struct WorkPlan: Sendable, Equatable {
  /// Which fields of a record are what.
  public var fields: FieldPlan
  /// How records become an index.
  public var method: IndexingMethod
  /// Anonymous memory that a unit may take, in bytes.
  public var memory: UInt64
  /// Threads of a unit.
  public var jobs: Int
  /// In the order of the corpus.
  public var units: [WorkUnit]

  /// A plan from its parts.
  public init(
    fields: FieldPlan, method: IndexingMethod, memory: UInt64, jobs: Int, units: [WorkUnit]
  ) {
    self.fields = fields
    self.method = method
    self.memory = memory
    self.jobs = jobs
    self.units = units
  }

  /// How a unit is indexed.
  var options: IngestOptions {
    var options = IngestOptions(fields: fields, method: method)
    options.memory = memory
    options.jobs = jobs
    return options
  }

  /// What all units have in common, as 16 hexadecimal digits: units of another value do not go together.
  public var optionsID: String { Self.digest(optionBytes, digits: 16) }

  /// The ids of the units, in their order: 32 hexadecimal digits each.
  public var ids: [String] {
    let options = optionBytes
    return units.map { unit in
      var bytes = ByteWriter()
      bytes.append(options.slice)
      unit.write(to: &bytes)
      return Self.digest(bytes, digits: 32)
    }
  }

  private var optionBytes: ByteWriter {
    var bytes = ByteWriter()
    // What another version of the program makes is another unit.
    bytes.append(SegmentSection.version)
    bytes.append(Commit.version)
    method.settings(for: fields.schema).write(to: &bytes)
    bytes.append(memory)
    bytes.append(UInt64(jobs))
    return bytes
  }

  private static func digest(_ bytes: borrowing ByteWriter, digits: Int) -> String {
    var hash = SHA256()
    hash.append(bytes.slice.readOnlyView)
    return String(hash.hexadecimal.prefix(digits))
  }
}

extension WorkUnit {
  fileprivate func write(to bytes: inout ByteWriter) {
    for part in parts {
      bytes.append(text: part.path)
      bytes.append(part.byteCount)
      bytes.append(part.modifiedNanoseconds)
      bytes.append(text: part.format)
      bytes.append(part.start)
      bytes.append(part.end ?? .max)
      bytes.append(varint: UInt64(part.attributes.count))
      for file in part.attributes {
        bytes.append(text: file.path)
        bytes.append(text: file.root)
        bytes.append(file.byteCount)
        bytes.append(file.modifiedNanoseconds)
      }
    }
  }

  /// The files as a listing has them.
  var entries: [SourceListing.Entry] {
    parts.map { part in
      var file = CorpusFile(
        path: part.path, name: part.path, byteCount: part.byteCount,
        modifiedNanoseconds: part.modifiedNanoseconds, format: part.format)
      file.start = FilePosition(
        offset: part.start, number: part.firstNumber ?? FilePosition.uncounted)
      file.endOffset = part.end ?? .max
      file.sidecars = part.attributes.map {
        Sidecar(
          name: $0.name, path: $0.path, root: $0.root, byteCount: $0.byteCount,
          modifiedNanoseconds: $0.modifiedNanoseconds)
      }
      return SourceListing.Entry(remembered: part.path, file: file)
    }
  }
}
