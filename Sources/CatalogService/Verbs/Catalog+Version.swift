extension Catalog {
  /// The version of the program, as `--version` and provenance cards tell it.
  public static let version = "0.1.0"
}
