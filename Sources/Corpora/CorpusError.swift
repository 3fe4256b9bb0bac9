internal import Records

/// Why a corpus cannot be read as asked.
///
/// Damage inside a corpus is not an error: it is noted in a ``ProblemLog`` and the run goes on.
package enum CorpusError: Error, Equatable, Sendable {
  /// Nothing stands at the path.
  case notFound(path: String)
  /// No file matches the pattern, or none of those is read.
  case noMatch(pattern: String, left: LeftOut)
  /// The folder holds no data file; `suffixes` are the names that data has.
  case emptyFolder(path: String, left: LeftOut, suffixes: String)
  /// The file has no bytes.
  case emptyFile(path: String)
  /// The file is of a known kind that is not read; `remedy` says how it can be turned.
  case unsupportedFormat(path: String, found: String, remedy: String)
  /// The file is no text, and of none of the `readable` formats.
  case binaryFile(path: String, readable: String)
  /// The file is text, but its beginning holds no record of the format that it should be of.
  case notRecords(path: String, format: String, detail: String, remedy: String)
  /// The system refused; `detail` is its reason.
  case unreadable(path: String, detail: String)
  /// A field asked for occurs in no record looked at; `known` are those that do.
  case unknownField(name: String, known: [String])
  /// No record has the field of ids that was asked for.
  case unknownRecordID(name: String, known: [String])
  /// No field of the records looks like text.
  case noTextField(known: [String])
  /// A corpus file is not the one that was indexed.
  case changed(path: String, detail: String)
  /// A record is not where the index says.
  case noRecord(path: String, offset: UInt64, detail: String)
}

extension CorpusError {
  /// A file of some format gave no record.
  ///
  /// - Parameters:
  ///   - problem: What stood in the way; `nil` where nothing did.
  ///   - path: The file.
  ///   - format: Of the file, by its probe.
  /// - Returns: The error that says so.
  static func noRecords(
    _ problem: RecordProblem?, in path: String, of format: any CorpusFormat
  ) -> CorpusError {
    let (detail, remedy) =
      switch problem?.reason {
      case nil: ("it is whole and has none", "name a file with at least one record")
      case .damagedFile(let detail)?:
        ("it cannot be read: \(detail)", "leave it out, or name it once it can be read")
      case .tooLong?: (problem?.placed ?? "", "leave it out")
      case _?: (problem?.placed ?? "", format.remedy)
      }
    return .notRecords(path: path, format: format.title, detail: detail, remedy: remedy)
  }
}

/// Files that were come across and left out, for a sentence: their number, and the first that looks
/// like data, or else the first.
package struct LeftOut: Equatable, Sendable {
  let count: Int
  let example: String?

  /// Files below a folder.
  init(_ skipped: some Collection<CorpusFiles.Skipped>, below folder: String) {
    count = skipped.count
    let example = skipped.first(where: \.looksLikeData) ?? skipped.first
    self.example = example.map { skipped in
      let name = skipped.path.dropFirst(folder.isEmpty ? 0 : folder.count).drop { $0 == "/" }
      return "\(folder.isEmpty ? skipped.path : String(name)): \(skipped.reason)"
    }
  }

  /// `only 3 others, such as a.orc: ORC, which is not read`.
  var sentence: String {
    "only \(count == 1 ? "1 other" : "\(count) others")" + (example.map { ", such as \($0)" } ?? "")
  }
}

extension CorpusError: CustomStringConvertible {
  /// What is wrong, in a few words.
  package var what: String {
    switch self {
    case .notFound: "no such file or folder"
    case .noMatch(_, let left):
      left.count == 0
        ? "no file matches the pattern" : "no data file matches the pattern, \(left.sentence)"
    case .emptyFolder(_, let left, _):
      left.count == 0
        ? "the folder holds no file" : "the folder holds no data file, \(left.sentence)"
    case .emptyFile: "the file is empty"
    case .unsupportedFormat(_, let found, _): "this is \(found), which is not read"
    case .binaryFile: "the file is binary, no UTF-8 text"
    case .notRecords(_, let format, let detail, _): "the file holds no \(format) records: \(detail)"
    case .unreadable(_, let detail): "cannot be read: \(detail)"
    case .unknownField(let name, _), .unknownRecordID(let name, _):
      "no record has a field \"\(name)\""
    case .noTextField: "no field of the records looks like text"
    case .changed(_, let detail): "the file changed since it was indexed: \(detail)"
    case .noRecord(_, let offset, let detail): "no record at byte \(offset): \(detail)"
    }
  }

  /// The file, pattern or field concerned.
  package var place: String {
    switch self {
    case .notFound(let path), .emptyFolder(let path, _, _), .emptyFile(let path),
      .unsupportedFormat(let path, _, _), .binaryFile(let path, _), .notRecords(let path, _, _, _),
      .unreadable(let path, _), .changed(let path, _), .noRecord(let path, _, _):
      path
    case .noMatch(let pattern, _): pattern
    case .unknownField(let name, _), .unknownRecordID(let name, _): name
    case .noTextField: "the first records"
    }
  }

  /// What the user can do about it.
  package var remedy: String {
    switch self {
    case .notFound: "check the spelling; a relative path starts at the working directory"
    case .noMatch: "quote the pattern and check it with ls; ** reaches into folders"
    case .emptyFolder(_, _, let suffixes):
      "name a folder with \(suffixes) files (plain, .gz, .zst, .lz4, .bz2 or .xz), "
        + "or name the files themselves"
    case .emptyFile: "name a file with at least one record"
    case .unsupportedFormat(_, _, let remedy): remedy
    case .binaryFile(_, let readable):
      "name a \(readable) file (plain, .gz, .zst, .lz4, .bz2 or .xz)"
    case .notRecords(_, _, _, let remedy): remedy
    case .unreadable: "check the file and its permissions"
    case .unknownField, .unknownRecordID, .noTextField: "choose a field that occurs"
    case .changed, .noRecord: "bring the index up to date"
    }
  }

  /// The three parts in one line.
  package var description: String { "\(place): \(what) — \(remedy)" }
}
