import CorpusIndex
import TestSupport

// The files of an index: each input takes the place of one file of the golden index.
extension FuzzTarget {
  static let indexFiles = [
    indexFile("segment", file: "00000001.segment"),
    indexFile("deletions", file: "00000001-3.deletions"),
    indexFile("deleted", file: "00000001.deleted"),
    indexFile("commit", file: "commit-3"),
  ]

  /// The folder of the golden index, whichever version the format has now.
  private static func golden() throws -> String {
    let folder = Project.path("Tests/SegmentsTests/Golden")
    guard let version = try ScratchFolder.names(in: folder).max() else {
      throw BrokenPromise("there is no golden index")
    }
    return "\(folder)/\(version)/index"
  }

  private static let queries = [
    "whale", "north OR 白鲸", "\"white whale\"", "白鲸向北", "+whale -north", "title:title lang:zh",
    "wha*",
    "whale~1", "exact:\"北游去，\"", "*",
  ]

  /// With right checksums, so that nothing but the code behind them refuses the bytes: no answer
  /// names more records than there are.
  private static func indexFile(_ name: String, file: String) -> FuzzTarget {
    FuzzTarget(
      name, limit: 64 << 10, seeds: { [try ScratchFolder.bytes(of: golden() + "/" + file)] },
      begin: {
        let folder = ScratchFolder()
        try ScratchFolder.copy(golden(), to: folder.path + "/index")
        let header = try ScratchFolder.bytes(of: golden() + "/" + file)[..<Sealing.headerSize]
        return { bytes in
          try ScratchFolder.replace(
            folder.path + "/index/" + file, with: Sealing.sealed(bytes, header: header))
          return try answers(CorpusIndex(at: folder.path + "/index"))
        }
      })
  }

  private static func answers(_ index: CorpusIndex) throws -> Bool {
    _ = try? index.check()
    guard let snapshot = try? index.snapshot() else { return false }
    let searcher = CorpusSearcher([SearchedCorpus(name: "golden", snapshot: snapshot)])
    var isWhole = true
    for query in queries {
      guard let answer = try? searcher.search(query),
        let count = try? searcher.count(query, by: ["lang"])
      else {
        isWhole = false
        continue
      }
      try promise(
        count.records <= snapshot.records && answer.hits.count <= 10,
        "\(count.records) records are counted and \(answer.hits.count) shown of \(snapshot.records)"
      )
      for hit in answer.hits { _ = try? searcher.record(hit.reference.record, in: "golden") }
    }
    return isWhole
  }
}
