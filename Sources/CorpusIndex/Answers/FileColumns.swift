internal import Corpora
internal import Records

/// Columns that the records of a file have though nothing in the file says so.
public struct FileColumns: Sendable, Equatable {
  /// Columns with one value in all records: a split, a partition, what `--label` said.
  public var labels: [FileLabel] = []
  /// Files of attributes that were joined: `attributes/quality`.
  public var attributes: [String] = []

  /// No such column.
  public init() {}

  /// The columns that the settings of a file's format give; `nil` when there is none.
  init?(format: String) {
    let settings = FormatSettings.parse(format).settings
    labels = settings.labels.flatMap { label in
      label.values.map { FileLabel(column: label.column, value: $0) }
    }
    attributes = settings.sidecars
    if labels.isEmpty, attributes.isEmpty { return nil }
  }
}
