internal import CorpusIndex
package import JSONText

extension RepeatedRecordID {
  /// What it means for whoever addresses records.
  public var sentence: String {
    "the id \"\(id)\" stands at \(first) and at \(second): records go by their running numbers, and the "
      + "ids can be searched once they are a column (--column)"
  }

  package var tree: JSON {
    .keys([
      "id": .string(id), "first": .string("\(first)"), "second": .string("\(second)"),
    ])
  }
}
