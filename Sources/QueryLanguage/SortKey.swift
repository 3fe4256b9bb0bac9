/// A column to order by: `NAME`, `NAME:asc` or `NAME:desc`.
package struct SortKey: Hashable, Sendable {
  package var name: String
  package var isDescending: Bool
  /// As it was written, for problems.
  package var text: String

  package init(_ name: String, isDescending: Bool = false) {
    self.name = name
    self.isDescending = isDescending
    text = isDescending ? "\(name):desc" : name
  }

  /// Reads a key; a name may hold colons itself.
  package init(parsing text: String) {
    self.text = text
    name = text
    isDescending = false
    for (suffix, descends) in [(":desc", true), (":asc", false)] where text.hasSuffix(suffix) {
      name = String(text.dropLast(suffix.count))
      isDescending = descends
    }
  }
}

extension QuerySchema {
  /// Reads a key whose column is known.
  ///
  /// - Throws: ``QueryProblem`` for a name that no column has, and for an order that is none.
  package func sortKey(parsing text: String) throws(QueryProblem) -> SortKey {
    let key = SortKey(parsing: text)
    if column(named: key.name) != nil { return key }
    if let colon = key.name.lastIndex(of: ":"), column(named: String(key.name[..<colon])) != nil {
      let name = key.name[..<colon]
      let order = key.name[colon...].dropFirst()
      throw QueryProblem(
        .sort, text, at: name.utf8.count + 1..<key.name.utf8.count,
        message: "“\(order)” is no order", expected: "\(name):asc or \(name):desc")
    }
    throw unknownColumn(key.name, in: text, as: .sort)
  }
}
