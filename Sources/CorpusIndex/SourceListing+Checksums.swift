internal import Corpora
internal import Records
internal import Storage

extension SourceListing {
  /// Bytes of a file up to which all of them are read for its fingerprint, and its digest with it.
  static let wholeLimit = UInt64(1) << 30

  /// A file of the description and where it was found.
  private struct Described {
    var checksum: FileLayout.Checksum
    /// The path that opens it: of an archive, its own and not that of what it holds.
    var path: String
    var remembered: String
  }

  /// The files whose checksums the description has, among those that are read.
  private var describedChecksums: [Described] {
    let checksums = described?.checksums ?? []
    if checksums.isEmpty { return [] }
    // A description may name as many files as there are.
    let named = Dictionary(
      entries.map { (ExactText($0.file.name), $0) }, uniquingKeysWith: { first, _ in first })
    return checksums.compactMap { checksum in
      if let entry = named[ExactText(checksum.path)] {
        return Described(
          checksum: checksum, path: entry.file.path, remembered: entry.remembered)
      }
      let folder = checksum.path + "/"
      for entry in entries {
        guard entry.file.name.hasPrefix(folder) else { continue }
        let inside = entry.file.name.utf8.count - checksum.path.utf8.count
        func archive(_ path: String) -> String {
          String(decoding: path.utf8.dropLast(inside), as: UTF8.self)
        }
        return Described(
          checksum: checksum, path: archive(entry.file.path), remembered: archive(entry.remembered))
      }
      return nil
    }
  }

  /// Asks for the digests that the description has, so that they are taken with the fingerprints.
  func wantDigests() {
    for file in describedChecksums { openFiles.wantDigest(file.checksum.algorithm, of: file.path) }
  }

  /// Compares the files with the checksums that the description has.
  ///
  /// - Returns: The files whose bytes are others, and those that were not compared.
  /// - Throws: ``IndexFailure`` when a file cannot be read.
  public func compareChecksums() throws -> (mismatches: [IngestProblem], notes: [IngestProblem]) {
    var mismatches: [IngestProblem] = []
    var notes: [IngestProblem] = []
    try IndexFailure.folding {
      for file in describedChecksums {
        let (algorithm, source) = (file.checksum.algorithm, described?.source ?? "")
        if try openFiles.file(file.path).status.byteCount > Self.wholeLimit {
          notes.append(
            IngestProblem(
              location: .file(file.remembered),
              message: "the \(algorithm) of \(source) is not compared with files of more than 1 GiB"
            ))
        } else if let found = try openFiles.digest(of: file.path), found != file.checksum.value {
          mismatches.append(
            IngestProblem(
              location: .file(file.remembered),
              message: "its \(algorithm) is \(found), and \(source) says \(file.checksum.value)"))
        }
      }
    }
    return (mismatches, notes)
  }
}
