internal import CorpusIndex
internal import JSONText

extension Notice {
  /// The sentence, and the place in the question that it is about.
  var tree: JSON {
    var members: [JSON.Member] = [.init("message", .string(message))]
    if let query { members.append(.init("question", query.tree)) }
    return .object(members)
  }
}

extension QueryFault {
  /// Which text, where in it, what could stand there and what to write instead.
  var tree: JSON {
    var members: [JSON.Member] = [
      .init("part", .string(source.rawValue)), .init("text", .string(text)),
      .init("column", .integer(column)),
      .init("bytes", .array([.integer(range.lowerBound), .integer(range.upperBound)])),
    ]
    if let expected { members.append(.init("expected", .string(expected))) }
    if let suggestion { members.append(.init("suggestion", .string(suggestion))) }
    return .object(members)
  }
}

extension JSON {
  /// Notices in their order.
  static func notices(_ notices: [Notice]) -> JSON { .array(notices.map(\.tree)) }
}
