internal import CatalogService

/// Files that were come across and left out, as people see them.
enum SkippedReport {
  /// Files of one reason that are named in a line.
  private static let namedFiles = 5

  /// One line: `not read: a.csv, b.csv and 40 more (CSV, which is not read)`.
  static func line(of files: SkippedFiles) -> String {
    let named = files.paths.prefix(namedFiles).joined(separator: ", ")
    let rest = files.count - min(files.paths.count, namedFiles)
    return (files.looksLikeData ? "not read: " : "left out: ") + named
      + (rest > 0 ? " and \(Figures.count(UInt64(rest))) more" : "") + " (\(files.reason))"
  }
}
