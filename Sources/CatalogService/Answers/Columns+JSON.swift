internal import CorpusIndex
internal import JSONText

extension IndexColumn {
  var tree: JSON {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("type", .string(type.rawValue)),
    ]
    if path != name { members.append(.init("path", .string(path))) }
    if isList { members.append(.init("list", .bool(true))) }
    return .object(members)
  }
}

extension LeftOutColumns {
  /// Paths that an answer names.
  private static let namedPaths = 20

  var tree: JSON {
    var members: [JSON.Member] = [
      .init("paths", .strings(Array(paths.prefix(Self.namedPaths)))),
      .init("more", .integer(max(0, paths.count - Self.namedPaths))),
      .init("limit", .integer(limit)),
    ]
    // Beyond what is remembered, nobody knows how many there are.
    if isCutOff { members.append(.init("more_is_exact", .bool(false))) }
    if let values { members.append(.init("values", .integer(values))) }
    return .object(members)
  }
}
