import Datasets
import JSONText
import TestSupport

// Descriptions of datasets, one target for each vocabulary, and the two notations that they are
// written in.
extension FuzzTarget {
  /// A value that was read is written and read again.
  static let json = FuzzTarget("json-value") { bytes in
    var isTaken = false
    for options in [JSONReader.Options(), .records] {
      guard let value = try? JSONReader.read(bytes, options: options) else { continue }
      isTaken = true
      for text in [value.bytes, Array(value.prettyText.utf8)] {
        try promise(
          (try? JSONReader.read(text, options: options)) == value,
          "JSON comes back as another value")
      }
    }
    return isTaken
  }

  /// A tree that was read is written and read again.
  static let yaml = FuzzTarget("yaml") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self),
      let tree = try? YAMLReader.readWithPlaces(text).value
    else { return false }
    try promise(try YAMLReader.read(tree.yamlText) == tree, "YAML comes back as another tree")
    return true
  }

  static let descriptions = Vocabulary.allCases.map { vocabulary in
    FuzzTarget(
      "description-" + vocabulary.rawValue,
      seeds: {
        try ["ai2-dolma", "alpaca-zh"].flatMap { cluster in
          let text = try ScratchFolder.bytes(of: Project.path("Catalog/\(cluster).yaml"))
          return try ImportedDescription(reading: text, fileName: "\(cluster).yaml").datasets
            .prefix(1).map { Array($0.exported(as: vocabulary).text.utf8) }
        }
      },
      run: { try describes($0, vocabulary) })
  }

  /// A description without errors is written in its vocabulary and comes back whole.
  private static func describes(_ bytes: [UInt8], _ vocabulary: Vocabulary) throws -> Bool {
    guard
      let read = try? ImportedDescription(reading: bytes, fileName: vocabulary.fileName),
      read.vocabulary == vocabulary
    else { return false }
    var isTaken = false
    for dataset in read.datasets.prefix(3) where !dataset.validate().hasErrors {
      isTaken = true
      let written = dataset.exported(as: vocabulary)
      guard
        let back = try? ImportedDescription(
          reading: Array(written.text.utf8), fileName: vocabulary.fileName)
      else { throw BrokenPromise("what was written as \(vocabulary.title) cannot be read") }
      try promise(
        back.vocabulary == vocabulary && back.datasets.count == 1,
        "\(back.datasets.count) datasets come back as \(back.vocabulary.title)")
      for other in back.datasets {
        let changes = DatasetDiff(dataset, other).changes
        try promise(changes.isEmpty, "a dataset comes back changed: \(changes)")
      }
    }
    return isTaken
  }
}
