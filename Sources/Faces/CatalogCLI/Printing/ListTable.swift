internal import CatalogService
internal import Datasets

/// The columns of a list, and what stands in them.
enum ListTable {
  /// The columns when nothing else is asked for.
  static let usualColumns = ["id", "name", "languages", "licenses", "kind", "bytes", "indexed"]

  /// Every column, with the names that `--columns` takes.
  static let knownColumns = [
    "id", "name", "cluster", "publisher", "licenses", "languages", "sectors", "industries", "kind",
    "modalities", "access", "bytes", "records", "tokens", "indexed", "formats", "tags", "released",
    "homepage", "summary",
  ]

  /// The usual columns where a line has no room for all of them.
  static let narrowColumns = ["id", "name", "licenses", "bytes"]

  /// Columns of a terminal from which on all usual columns have room.
  private static let roomyWidth = 110

  /// The columns asked for, the usual ones when none are.
  ///
  /// - Parameters:
  ///   - wanted: Names of columns.
  ///   - width: The room that a line has; `nil` is all that it needs.
  /// - Returns: Names of columns.
  /// - Throws: ``CatalogError`` `usage` for a column that does not exist.
  static func columns(_ wanted: [String], width: Int? = nil) throws -> [String] {
    for column in wanted where !knownColumns.contains(column) {
      throw CatalogError(
        .usage, "no column is called \"\(column)\"",
        remedy: .advice("--columns takes: " + knownColumns.joined(separator: ", ")))
    }
    guard wanted.isEmpty else { return wanted }
    return width.map { $0 < roomyWidth } ?? false ? narrowColumns : usualColumns
  }

  /// How a column is drawn for people.
  static func layout(of column: String) -> Table.Column {
    Table.Column(
      heading: column.uppercased(), alignsRight: ["bytes", "records", "tokens"].contains(column),
      minimumWidth: ["id": 48, "bytes": 9, "records": 12, "tokens": 12][column] ?? 6)
  }

  /// The value of a column, empty when unknown.
  ///
  /// - Parameters:
  ///   - column: One of ``knownColumns``.
  ///   - listed: The dataset.
  ///   - forPeople: Sizes carry units and digits are grouped.
  ///   - language: The language of names and summaries, where there are several.
  /// - Returns: The value as text.
  static func cell(
    _ column: String, of listed: ListedDataset, forPeople: Bool, language: String
  ) -> String {
    let dataset = listed.dataset
    let isIndexed = listed.isIndexed
    return switch column {
    case "id": dataset.id
    case "name": dataset.name(in: language)
    case "cluster": dataset.cluster ?? ""
    case "publisher": dataset.publisher?.name ?? ""
    case "licenses": dataset.licenseLabels.joined(separator: ", ")
    case "languages": dataset.languages.joined(separator: ", ")
    case "sectors": dataset.sectors.joined(separator: ", ")
    case "industries": dataset.industries.map(\.id).joined(separator: ", ")
    case "kind": dataset.kind.rawValue
    case "modalities": dataset.modalities.joined(separator: ", ")
    case "access": dataset.access.rawValue
    case "bytes": number(listed.byteCount, forPeople ? Figures.bytes : { "\($0)" })
    case "records": number(listed.recordCount, forPeople ? Figures.count : { "\($0)" })
    case "tokens": number(dataset.tokenCount, forPeople ? Figures.count : { "\($0)" })
    case "indexed": forPeople ? (isIndexed ? "yes" : "") : (isIndexed ? "true" : "false")
    case "formats": dataset.formats.joined(separator: ", ")
    case "tags": dataset.tags.joined(separator: ", ")
    case "released": dataset.released ?? ""
    case "homepage": dataset.homepage ?? ""
    case "summary":
      dataset.summary.text(in: language) ?? dataset.description.text(in: language) ?? ""
    default: ""
    }
  }

  private static func number(_ value: Int64?, _ print: (UInt64) -> String) -> String {
    value.flatMap { UInt64(exactly: $0) }.map(print) ?? ""
  }
}
