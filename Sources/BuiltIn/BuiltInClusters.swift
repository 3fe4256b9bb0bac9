package import Datasets

/// The clusters that the program carries.
package enum BuiltInClusters {
  /// Changes when any description changes.
  package static var contentHash: String { PackedFiles.clustersHash }

  /// Reads them all; takes some tens of milliseconds, so a store does it once per program version.
  ///
  /// - Throws: ``SyntaxError`` when the program was built from a damaged file.
  package static func read() throws -> [Cluster] {
    try PackedFiles.clusters.map { file in
      var problems: [DatasetProblem] = []
      let tree = try YAMLReader.read(String(decoding: file.bytes, as: UTF8.self))
      return Cluster(reading: tree, problems: &problems)
    }
  }
}
