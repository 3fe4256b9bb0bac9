/// A column that has one value in all records of some files, written `split=train@data/tr*`.
public struct FileLabel: Sendable, Equatable {
  /// The column.
  public var column: String
  /// Its value.
  public var value: String
  /// Paths below the folder that is read, or a pattern of them.
  public var pattern: String

  /// A label from its parts; without a pattern, of all files.
  public init(column: String, value: String, pattern: String = "**") {
    self.column = column
    self.value = value
    self.pattern = pattern
  }

  /// Reads a label as it is written; `nil` for what is none.
  public init?(_ text: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex,
      !text[..<sign].contains(";")
    else { return nil }
    column = String(text[..<sign])
    let rest = text[text.index(after: sign)...]
    let place = rest.lastIndex(of: "@")
    value = String(rest[..<(place ?? rest.endIndex)])
    pattern = place.map { String(rest[rest.index(after: $0)...]) } ?? "**"
    if value.isEmpty || pattern.isEmpty { return nil }
  }

  /// The label as it is written.
  public var written: String { "\(column)=\(value)@\(pattern)" }
}
