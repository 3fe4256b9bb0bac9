internal import Datasets

/// The places where a description was read, numbered so that a table can point at them.
struct SourceNumbers {
  /// Those of the description as a whole first, then those of single values.
  let all: [String]

  init(_ dataset: Dataset) {
    var all = dataset.sources
    let inner =
      dataset.measures.map(\.source) + dataset.licenses.map(\.source)
      + dataset.evidence.map(\.source)
    for case let source? in inner where !all.contains(source) { all.append(source) }
    self.all = all
  }

  /// `[2]`, or nothing where no source is given.
  func mark(_ source: String?) -> String {
    source.flatMap(all.firstIndex(of:)).map { "[\($0 + 1)]" } ?? ""
  }
}
