internal import CorpusIndex
internal import Profiling
internal import Records
internal import Storage
internal import Tokenizing

/// What is in the records of a dataset, measured in one pass over all of them.
///
/// Beyond what indexing counts, every text is looked at for its language and scripts, and texts are
/// compared with each other. Memory depends on the number of columns and not on that of records.
struct RecordsProfile: ~Copyable {
  private let fieldNames: [String]
  private(set) var counts: CorpusProfile
  private(set) var survey = TextSurvey()
  private(set) var nearDuplicates = NearDuplicates()
  /// What counts the tokens of the bodies, and its name.
  private let tokenizer: (name: String, tokenizer: Tokenizer)?
  /// Tokens of all bodies, by the tokenizer.
  private var tokens: UInt64 = 0
  private var columnPlaces: [ExactText: Int] = [:]
  private var bytes = GrowableBuffer<UInt8>()

  /// An empty profile of a snapshot.
  init(_ snapshot: IndexSnapshot, tokenizer: (name: String, tokenizer: Tokenizer)? = nil) {
    self.tokenizer = tokenizer
    fieldNames = snapshot.fields.textFields
    counts = CorpusProfile(fieldCount: fieldNames.count)
    counts.columns = snapshot.columns.map { ColumnProfile(name: $0.name, path: $0.path) }
    for (index, column) in snapshot.columns.enumerated() {
      columnPlaces[ExactText(column.name)] = index
    }
  }

  /// The tokens counted and what counted them; `nil` without a tokenizer.
  var tokenCount: (tokenizer: String, tokens: UInt64)? { tokenizer.map { ($0.name, tokens) } }

  /// Takes note of a record.
  mutating func add(_ record: StoredRecord) {
    counts.records += 1
    for text in record.texts {
      guard let field = fieldNames.firstIndex(where: { $0.isWritten(like: text.field) }) else {
        continue
      }
      take(text.text)
      let characters = counts.add(bytes.view, field: field)
      if field == 0, characters > 0 {
        survey.add(TextMeasures(bytes.view, characters: UInt64(characters)))
        nearDuplicates.add(bytes.view)
        if let tokenizer { tokens += UInt64(tokenizer.tokenizer.count(text.text)) }
      }
    }
    for field in record.fields {
      guard let place = columnPlaces[ExactText(field.name)] else { continue }
      counts.columns[place].filled += 1
      if case .list(let values) = field.value {
        counts.columns[place].contents.isList = true
        for value in values { add(value, to: place) }
      } else {
        add(field.value, to: place)
      }
    }
  }

  private mutating func take(_ text: String) {
    bytes.removeAll()
    bytes.append(contentsOf: Array(text.utf8))
  }

  private mutating func add(_ value: FieldValue, to place: Int) {
    switch value {
    case .integer(let number):
      counts.columns[place].contents.integers += 1
      counts.columns[place].add(number)
      counts.columns[place].bound(.number(DecimalNumber(number)))
    case .real(let number):
      counts.columns[place].contents.decimals += 1
      counts.columns[place].add(number)
      counts.columns[place].bound(.number(DecimalNumber(shortest: number)))
    case .decimal(let digits):
      guard let number = DecimalNumber(token: Array(digits.utf8)) else { return }
      counts.columns[place].contents.decimals += 1
      counts.columns[place].add(number)
      counts.columns[place].bound(.number(number))
    case .boolean(let truth):
      counts.columns[place].contents.booleans += 1
      counts.columns[place].add(truth)
      counts.columns[place].bound(.boolean(truth))
    case .string(let text):
      counts.columns[place].contents.texts += 1
      take(text)
      counts.columns[place].add(bytes.view)
      counts.columns[place].bound(.text(text))
    case .list(let values): for value in values { add(value, to: place) }
    }
  }
}
