internal import CorpusIndex
internal import JSONText

extension SourceProblems {
  var tree: JSON {
    .keys([
      "records": .integer(records), "repaired_records": .integer(repairedRecords),
      "values_left_out": .integer(leftOutValues),
      "cut_files": .integer(cutFiles), "file_count": .integer(fileCount),
      "files": .array(
        files.map {
          .keys([
            "path": .string($0.path), "records": .integer($0.records),
            "repaired_records": .integer($0.repairedRecords),
            "values_left_out": .integer($0.leftOutValues), "cut": .bool($0.isCut),
            "first": .string($0.first),
          ])
        }),
    ])
  }
}
