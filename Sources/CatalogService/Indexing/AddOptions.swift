/// How a dataset is registered.
public struct AddOptions: Sendable {
  /// The dataset's name; its id when `nil`.
  public var name: String?
  /// Fields to search, the body first; detected when empty.
  public var textFields: [String] = []
  /// The field that names records; detected when `nil`.
  public var recordID: String?
  /// Edits to the description, `KEY=VALUE` each.
  public var edits: [String] = []
  /// A file of choices that was saved before; what else the options say counts before it.
  public var plan: String?
  /// A file to write all choices to, as they were made for this data.
  public var savedPlan: String?
  /// How to index.
  public var indexing = IndexingOptions()
  /// Register only.
  public var skipsIndexing = false

  /// Everything detected.
  public init() {}
}
