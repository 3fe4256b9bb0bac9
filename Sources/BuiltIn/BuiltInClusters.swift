package import Datasets

/// The clusters that the program carries.
package enum BuiltInClusters {
  /// Changes when any description changes.
  package static var contentHash: String { PackedFiles.clustersHash }

  /// Reads them all; takes some tens of milliseconds, so a store does it once per program version,
  /// and a process once.
  ///
  /// - Throws: ``SyntaxError`` when the program was built from a damaged file.
  package static func read() throws -> [Cluster] { try readOnce.get() }

  private static let readOnce: Result<[Cluster], SyntaxError> = Result { () throws(SyntaxError) in
    var clusters: [Cluster] = []
    for file in PackedFiles.clusters {
      var problems: [DatasetProblem] = []
      let tree = try YAMLReader.read(String(decoding: file.bytes, as: UTF8.self))
      clusters.append(Cluster(reading: tree, problems: &problems))
    }
    return clusters
  }
}
