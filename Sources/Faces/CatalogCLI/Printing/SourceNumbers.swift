internal import Datasets

/// The places where a description was read, numbered so that a table can point at them.
struct SourceNumbers {
  /// Those of the description as a whole first, then those of single values.
  let all: [String]

  init(_ dataset: Dataset) {
    var all = dataset.sources
    let inner =
      dataset.measures.map(\.source) + dataset.licenses.map(\.source)
      + dataset.lineage.map(\.source) + dataset.evidence.map(\.source)
    for case let source? in inner where !all.contains(source) { all.append(source) }
    self.all = all
  }

  /// `[2]`, or nothing where no source is given.
  func mark(_ source: String?) -> String {
    source.flatMap(all.firstIndex(of:)).map { "[\($0 + 1)]" } ?? ""
  }

  /// `[2] readme, 2026-03-01`; `entry` where it rests on the sources of the whole description.
  func mark(_ license: LicenseStatement) -> String {
    let place = [mark(license.source), license.ground?.rawValue ?? ""]
      .filter { !$0.isEmpty }.joined(separator: " ")
    return [place, license.asOf ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
