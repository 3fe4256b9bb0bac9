internal import Datasets
package import QueryLanguage
internal import Records

/// A field of the catalogue that can be filtered, counted and sorted.
///
/// What `list --where`, `--facet` and `--sort` know; each field says how its values are found.
package enum DatasetField: String, Sendable, CaseIterable {
  case id, name, cluster, publisher, language, license, use, verdict, sector, industry, kind,
    modality
  case access, format, tag, task, evidence, layer, edited, indexed, index
  case year, released, bytes, records, tokens, changed

  /// How values of a field compare.
  enum Shape: Sendable, Equatable {
    /// Any number of words.
    case words
    /// At most one number.
    case number
    /// A word of the dataset's own row, kept in its table.
    case row
  }

  var shape: Shape {
    switch self {
    case .year, .bytes, .records, .tokens: .number
    case .id, .name, .changed: .row
    default: .words
    }
  }

  /// The field of a name as people write it (`languages`, `licence`, `size`).
  package init?(name: String) {
    let key = name.lowercased()
    if let field = DatasetField(rawValue: key) ?? Self.spellings[key] {
      self = field
    } else {
      return nil
    }
  }

  private static let spellings: [String: DatasetField] = [
    "languages": .language, "lang": .language, "licenses": .license, "licence": .license,
    "licences": .license, "sectors": .sector, "industries": .industry, "kinds": .kind,
    "modalities": .modality, "formats": .format, "tags": .tag, "tasks": .task, "title": .name,
    "size": .bytes, "rows": .records, "dataset": .id, "rights": .use, "clusters": .cluster,
    "publishers": .publisher, "changed_at": .changed,
  ]

  /// Whether its values come from other datasets too: the purposes for which a dataset is clear
  /// (``use``), and the verdict for commercial use (``verdict``).
  var isOfRights: Bool { self == .use || self == .verdict }

  /// Every name, in the order in which fields are stored.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// What queries and conditions over descriptions may name: every field by all of its spellings,
  /// and words in names as `name:word`.
  package static let schema = QuerySchema(
    textFields: ["name", "title"],
    columns: allCases.map { field in
      QuerySchema.Column(
        name: field.rawValue, types: [field.type],
        holdsOnlyDates: field.holdsMoments,
        aliases: spellings.filter { $0.value == field }.map(\.key).sorted(),
        values: field.closedValues)
    },
    ignoresCase: true)

  private var type: RecordSchema.ColumnType {
    switch self {
    case .edited, .indexed: .boolean
    case _ where shape == .number: .real
    default: .string
    }
  }

  /// Whether a filter by a word asks for the datasets that have no value.
  static func asksForMissing(_ word: String) -> Bool {
    ["unknown", "未知", "不明", "不详"].contains(word.lowercased())
  }

  /// Whether its values are dates and moments, which have an order.
  var holdsMoments: Bool { self == .released || self == .changed }

  /// Words compare without regard to case; in moments capitals are signs.
  var ignoresCase: Bool { !holdsMoments }

  /// The values that the field can have, where they are a closed list.
  var closedValues: ColumnValues? { Self.closedLists[self] }

  private static let closedLists: [DatasetField: ColumnValues] = [
    .kind: ColumnValues(
      DatasetKind.named.map(\.rawValue), spellings: DatasetKind.spellings.mapValues(\.rawValue)),
    .access: ColumnValues(
      AccessLevel.named.map(\.rawValue), spellings: AccessLevel.spellings.mapValues(\.rawValue)),
    .industry: ColumnValues(Industry.all.map(\.id), spellings: Industry.spellings),
    .use: ColumnValues(
      RightsPurpose.allCases.map(\.rawValue),
      spellings: RightsPurpose.spellings.mapValues(\.rawValue)),
    .verdict: ColumnValues(
      RightsVerdict.allCases.map(\.name), spellings: RightsVerdict.spellings.mapValues(\.name)),
    .evidence: ColumnValues(Evidence.Level.allCases.map(\.rawValue)),
    .layer: ColumnValues(StoredDataset.Layer.allCases.map(\.rawValue)),
    .index: ColumnValues(IndexState.State.allCases.map(\.rawValue)),
  ]

  /// The values that a text means among those that the field keeps, as people write them: licences by
  /// any of their names or by their family, languages by name and by wider tags, sectors and
  /// industries by the words of their labels.
  ///
  /// - Parameters:
  ///   - text: What somebody asked for.
  ///   - known: The values that datasets have.
  /// - Returns: Values of `known`, or the text itself when it means none of them.
  func values(meantBy text: String, among known: [String]) -> [String] {
    if let closed = closedValues { return [closed.value(of: text) ?? text] }
    let key = text.lowercased()
    let meant: [String] =
      switch self {
      case .license: LicenseTable.labels(meantBy: text, among: known)
      case .language: LanguageName.tags(text, among: known)
      case .modality: [ModalityName.canonical(text)]
      case .sector where !known.contains(where: { $0.lowercased() == key }):
        Industry.sectors(named: text)
      case .cluster where !known.contains(where: { $0.lowercased() == key }):
        known.filter { Cluster.isName(text, of: $0) }
      default: []
      }
    return meant.isEmpty ? [text] : meant
  }

  /// For each value, by its place, the others that ask for it too: a wider tag, the family of a licence.
  ///
  /// Whoever counts values counts these as well, so that a value is counted as often as it is found.
  func wider(_ known: [String]) -> [UInt32: [UInt32]] {
    guard self == .language || self == .license else { return [:] }
    var places: [String: [UInt32]] = [:]
    for (place, value) in known.enumerated() {
      let key = self == .license ? LicenseTable.familyKey(of: value) : value.lowercased()
      places[key, default: []].append(UInt32(place))
    }
    var wider: [UInt32: [UInt32]] = [:]
    for (place, value) in known.enumerated() {
      let key = self == .license ? LicenseTable.key(of: value) : value.lowercased()
      // What asks for a value is how its name begins.
      let ends = key.indices.filter { key[$0] == "-" } + [key.endIndex]
      for other in ends.flatMap({ places[String(key[..<$0])] ?? [] }) where other != place {
        if values(meantBy: known[Int(other)], among: [value]).contains(value) {
          wider[UInt32(place), default: []].append(other)
        }
      }
    }
    return wider
  }
}

/// The values of one dataset, field by field, as columns hold them.
struct DatasetFacts: Sendable {
  var words: [DatasetField: [String]] = [:]
  var numbers: [DatasetField: Double] = [:]

  init(
    _ dataset: Dataset, layer: StoredDataset.Layer, isEdited: Bool, index: IndexState.State
  ) {
    func set(_ field: DatasetField, _ values: [String]) {
      var seen: [String] = []
      for value in values where !value.isEmpty && !seen.contains(value) { seen.append(value) }
      if !seen.isEmpty { words[field] = seen }
    }
    func set(_ field: DatasetField, _ value: String?) { set(field, value.map { [$0] } ?? []) }
    set(.cluster, dataset.cluster)
    set(.publisher, dataset.publisher?.name)
    set(.language, dataset.languages)
    set(.license, dataset.licenseLabels.filter { $0 != LicenseStatement.unknownLabel })
    set(.sector, dataset.sectors)
    set(.industry, dataset.industries.map(\.id))
    set(.kind, dataset.kind == .unknown ? nil : dataset.kind.rawValue)
    set(.modality, dataset.modalities)
    set(.access, dataset.access == .unknown ? nil : dataset.access.rawValue)
    set(.format, dataset.formats)
    set(.tag, dataset.tags)
    set(.task, dataset.tasks)
    set(.evidence, dataset.evidence.first { $0.of == nil }?.level?.rawValue)
    set(.layer, layer.rawValue)
    set(.edited, isEdited ? "true" : "false")
    set(.indexed, index == .none ? "false" : "true")
    set(.index, index.rawValue)
    set(.released, dataset.released)
    numbers[.year] = dataset.year.map(Double.init)
    numbers[.bytes] = dataset.byteCount.map(Double.init)
    numbers[.records] = dataset.recordCount.map(Double.init)
    numbers[.tokens] = dataset.tokenCount.map(Double.init)
  }
}
