internal import Records

/// Whether the values of a field can name records and, where not, which record shows it first.
struct IDFitness: Sendable, Equatable {
  /// A value that is no id.
  struct Obstacle: Sendable, Equatable {
    /// What it is, to be followed by its place.
    var what: String
    /// Of the sample, from 0.
    var record: Int
  }

  /// An id that two records have.
  struct Repeat: Sendable, Equatable {
    var value: String
    var first: Int
    var second: Int
  }

  private(set) var obstacle: Obstacle?
  private(set) var repeated: Repeat?
  /// The first record without a value.
  private(set) var firstLacking = 0
  /// The values met, each with its first record.
  private var records: [ExactText: Int] = [:]

  /// Bytes of an id at most: longer strings are content.
  private static let longest = 512

  /// Takes note of a value; records come in their order.
  mutating func note(_ value: String, record: Int) {
    if record == firstLacking { firstLacking += 1 }
    if obstacle != nil || repeated != nil { return }
    let byteCount = value.utf8.count
    if byteCount > Self.longest {
      refuse(
        "a value of \(byteCount) bytes, where ids have at most \(Self.longest),", record: record)
    } else if let first = records.updateValue(record, forKey: ExactText(value)) {
      repeated = Repeat(value: value, first: first, second: record)
      records = [:]
    }
  }

  /// Takes note of a value that is no id, whatever else the field holds.
  mutating func refuse(_ what: String, record: Int) {
    if obstacle != nil { return }
    obstacle = Obstacle(what: what, record: record)
    records = [:]
  }
}
