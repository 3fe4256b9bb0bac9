internal import CorpusIndex

/// Tells whether files hold the bytes that were added before, wherever they lie now.
enum SourceFingerprint {
  /// A short text that is equal for equal bytes in equal order.
  ///
  /// - Complexity: O(bytes), at the speed of reading; of files beyond 1 GiB, evenly spread pages.
  static func of(_ files: [DetectedFile], base: String) throws -> String {
    var parts: [String] = []
    for file in files {
      let path = CatalogHome.absolute(file.path, from: base)
      let checksum = try CorpusIndex.fingerprint(of: path)
      parts.append("\(file.bytes)-\(String(checksum, radix: 16))")
    }
    return parts.joined(separator: ",")
  }
}
