internal import CorpusIndex
package import JSONText

extension RepeatedRecordID {
  /// What it means for whoever addresses records.
  public var sentence: String {
    let what =
      numbered.map { place in
        "the record at \(place) has no id, and its running number \(id) is the id of that at "
          + "\(place == first ? second : first)"
      } ?? "the id \"\(id)\" stands at \(first) and at \(second)"
    return
      "\(what): records go by their running numbers, and the ids can be searched once they are a "
      + "column (--column)"
  }

  package var tree: JSON {
    .keys([
      "id": .string(id), "first": .string("\(first)"), "second": .string("\(second)"),
      "running_number": .text(numbered.map { "\($0)" }),
    ])
  }
}
