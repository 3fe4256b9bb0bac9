internal import Corpora
internal import Records
internal import Storage

extension SourceListing {
  /// Bytes of a unit where nobody says otherwise.
  public static let usualUnitByteCount: UInt64 = 256 << 20

  /// The files in units of about so many bytes.
  ///
  /// Small files share a unit. A larger one is cut where its format allows it and it is not packed; else
  /// it is a unit by itself, and takes as long as it takes.
  ///
  /// - Parameter byteCount: Of a unit, at least 1.
  /// - Returns: At least one unit for each part of a file that is larger than that, in the order of the corpus.
  /// - Throws: ``IndexFailure`` when a file cannot be read.
  /// - Complexity: O(files + units); of files that are cut, a few bytes are read at each cut.
  public func units(of byteCount: UInt64 = SourceListing.usualUnitByteCount) throws -> [WorkUnit] {
    try IndexFailure.folding {
      var units: [WorkUnit] = []
      for part in try entries.flatMap({ try parts(of: $0.file, every: max(1, byteCount)) }) {
        if let last = units.last, last.size + part.size <= byteCount {
          units[units.count - 1].parts.append(part)
        } else {
          units.append(WorkUnit(parts: [part]))
        }
      }
      return units
    }
  }

  private func parts(
    of file: CorpusFile, every byteCount: UInt64
  ) throws(StorageError) -> [WorkUnit.Part] {
    var cuts: [FileCut] = []
    if file.byteCount > byteCount, file.packing == .plain, file.sidecars.isEmpty,
      let format = formats[file.format]
    {
      cuts = try format.cuts(of: openFiles.file(file.path), every: byteCount)
    }
    let whole = WorkUnit.Part(
      path: file.absolutePath, byteCount: file.byteCount,
      modifiedNanoseconds: file.modifiedNanoseconds, format: file.format, start: 0,
      firstNumber: 1, end: nil, size: file.byteCount,
      attributes: file.sidecars.map {
        WorkUnit.Attributes(
          name: $0.name, path: absolute($0.path), root: $0.root,
          byteCount: $0.byteCount, modifiedNanoseconds: $0.modifiedNanoseconds)
      })
    var parts = [whole]
    for cut in cuts {
      var next = whole
      next.start = cut.position.offset
      next.firstNumber =
        cut.position.number < FilePosition.uncounted ? cut.position.number : nil
      let front = whole.size - parts[parts.count - 1].size
      parts[parts.count - 1].end = next.start
      parts[parts.count - 1].size = cut.byteOffset - front
      next.size = file.byteCount - cut.byteOffset
      parts.append(next)
    }
    return parts
  }
}

extension CorpusFile {
  /// The path that means the same from another working directory.
  var absolutePath: String { absolute(path) }
}

private func absolute(_ path: String) -> String {
  path.hasPrefix("/") ? path : (SystemCall.workingFolder ?? "") + "/" + path
}
