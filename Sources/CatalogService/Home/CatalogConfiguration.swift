public import CorpusIndex

/// What a user may choose, with one documented default each.
///
/// ``settings`` is the one table from which help texts and documentation are made.
public struct CatalogConfiguration: Sendable {
  /// How records are indexed where nobody says otherwise.
  public var indexing = IngestOptions()
  /// Datasets found by their description that an answer names.
  public var describedDatasets = 5

  /// The defaults.
  public init() {}

  /// One line of the table of settings.
  public struct Setting: Sendable {
    /// The option without its hyphens.
    public var name: String
    /// The value that holds when nothing is said.
    public var defaultValue: String
    /// What it does, one sentence.
    public var meaning: String
  }

  /// Every setting, in the order of the pipeline.
  public static let settings: [Setting] = {
    let indexing = IngestOptions()
    let search = SearchOptions()
    return [
      Setting(
        name: "memory", defaultValue: "1GiB",
        meaning: "Anonymous memory that indexing may use, such as 512MiB or 4GB, of which the "
          + "window of a zstd file may take half; up to 13 times the largest record come on top."),
      Setting(
        name: "jobs", defaultValue: "\(indexing.jobs)", meaning: "Threads that indexing uses."),
      Setting(
        name: "analyzer", defaultValue: indexing.method.analyzer.rawValue,
        meaning: "How text becomes terms: every script exactly (standard), runs of letters and "
          + "digits (plain), or text cut at spaces beforehand (whitespace)."),
      Setting(
        name: "store", defaultValue: indexing.method.store.rawValue,
        meaning:
          "Keep records whole in the index, compressed for speed (lz4) or for size (zstd), or "
          + "read them from the source (none)."),
      Setting(
        name: "reorder", defaultValue: indexing.method.reordering.rawValue,
        meaning: "Renumber documents so that similar ones stand together: auto, on or off."),
      Setting(name: "limit", defaultValue: "\(search.limit)", meaning: "Hits to return."),
      Setting(
        name: "k1", defaultValue: "\(search.k1)",
        meaning: "BM25: how quickly repeated words stop to count."),
      Setting(
        name: "b", defaultValue: "\(search.b)",
        meaning: "BM25: how much a record's length counts, from 0 to 1."),
    ]
  }()

  /// The help sentence of a setting with its default, for options that are left open.
  ///
  /// - Precondition: The name stands in the table.
  public static func help(_ name: String) -> String {
    let setting = setting(name)
    return "\(setting.meaning) Default: \(setting.defaultValue)."
  }

  /// The help sentence of a setting without its default, for options that show theirs.
  ///
  /// - Precondition: The name stands in the table.
  public static func meaning(_ name: String) -> String { setting(name).meaning }

  private static func setting(_ name: String) -> Setting {
    guard let setting = settings.first(where: { $0.name == name }) else {
      preconditionFailure("no setting is called \(name)")
    }
    return setting
  }
}
