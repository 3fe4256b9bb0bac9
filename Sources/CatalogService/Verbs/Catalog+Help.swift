internal import BuiltIn

extension Catalog {
  /// The page that states the whole query language with examples, as Markdown.
  public static var queryLanguage: String { PackedFiles.queryLanguage }
}
