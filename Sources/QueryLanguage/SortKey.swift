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
