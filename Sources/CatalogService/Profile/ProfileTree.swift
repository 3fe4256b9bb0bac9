internal import CorpusIndex
internal import Datasets
internal import JSONText
internal import Profiling
internal import Records

/// A profile as it is stored in a description and shown.
struct ProfileTree {
  /// Values of a column that are named.
  private static let topCount = 10

  let snapshot: IndexSnapshot
  let counts: CorpusProfile
  /// Languages and scripts, of all texts or of a sample.
  let survey: TextSurvey
  /// `nil` where texts were not compared.
  let nearDuplicates: NearDuplicates?
  /// `nil` where tokens are estimated.
  let tokenCount: (tokenizer: String, tokens: UInt64)?

  /// What was counted while the records were indexed.
  init(whileIndexing counts: CorpusProfile, _ snapshot: IndexSnapshot) {
    self.snapshot = snapshot
    self.counts = counts
    survey = TextSurvey(counts.sample)
    nearDuplicates = nil
    tokenCount = nil
  }

  /// What was measured in all records.
  init(_ profile: borrowing RecordsProfile, _ snapshot: IndexSnapshot) {
    self.snapshot = snapshot
    counts = profile.counts
    survey = profile.survey
    nearDuplicates = profile.nearDuplicates
    tokenCount = profile.tokenCount
  }

  /// The profile in JSON.
  ///
  /// - Parameters:
  ///   - time: When it was measured, RFC 3339.
  ///   - program: What measured it.
  /// - Returns: The tree.
  func json(asOf time: String, program: String) -> JSON {
    var members: [JSON.Member] = [
      .init("as_of", .string(time)), .init("measured_by", .string(program)),
      .init("measured", .string(nearDuplicates == nil ? "while indexing" : "in all records")),
      .init("generation", .integer(snapshot.generation)),
      .init("records", .integer(counts.records - counts.removed)),
      .init("removed", .integer(counts.removed)),
      .init("tokens", .integer(snapshot.holdsDeleted ? 0 : snapshot.tokens)),
      .init("analyzer", .string(snapshot.method.analyzer.rawValue)),
    ]
    members += [
      .init("model_tokens", modelTokens), .init("text", text),
      .init(
        "fields",
        .array(zip(snapshot.fields.textFields, counts.fields).map { field($0, $1) })),
      .init("columns", .array(counts.columns.map(column))),
    ]
    return .object(members)
  }

  // MARK: - Texts

  private var body: FieldProfile { counts.fields.first ?? FieldProfile() }

  private var empty: UInt64 { counts.records - texts }

  /// Bodies with a character.
  private var texts: UInt64 { body.present - body.lengths.emptyCount }

  private var modelTokens: JSON {
    if let tokenCount {
      return .keys([
        "count": .integer(tokenCount.tokens), "exact": .bool(true),
        "tokenizer": .string(tokenCount.tokenizer),
      ])
    }
    let estimate = TokenEstimate(survey, characters: body.characters)
    return .keys([
      "count": .integer(estimate.tokens), "exact": .bool(false), "low": .integer(estimate.low),
      "high": .integer(estimate.high), "assumed_share": .measured(estimate.assumedShare),
    ])
  }

  private var text: JSON {
    let letters = Script.allCases.filter(\.isLetter)
    let others = Script.allCases.filter { !$0.isLetter }
    var members: [JSON.Member] = [
      .init("bytes", .integer(body.bytes)), .init("characters", .integer(body.characters)),
      .init("empty", .integer(empty)), .init("length", length(body)),
      .init("looked_at", lookedAt),
      .init(
        "languages",
        .shares(survey.languages.map { ($0.key, Double($0.value.records)) }, of: survey.texts)),
      .init(
        "languages_by_characters",
        .shares(
          survey.languages.map { ($0.key, Double($0.value.characters)) }, of: survey.characters)),
      .init("scripts", .shares(letters.map { ($0.name, survey[$0]) }, of: UInt64(survey.letters))),
      .init(
        "other_characters",
        .shares(others.map { ($0.name, survey[$0]) }, of: survey.characters)),
      .init(
        "duplicates",
        .keys([
          "texts": .integer(counts.bodies.repeated), "exact": .bool(counts.bodies.isExact),
          "error": .integer(counts.bodies.repeatedError),
        ])),
    ]
    if let nearDuplicates {
      members.append(
        .init(
          "near_duplicates",
          .keys([
            "texts": .integer(nearDuplicates.found), "exact": .bool(false),
            "compared": .integer(nearDuplicates.texts), "short": .integer(nearDuplicates.short),
            "threshold": .double(NearDuplicates.threshold),
            "error": .integer(nearDuplicates.error),
          ])))
    }
    return .object(members)
  }

  private var lookedAt: JSON {
    var members: [JSON.Member] = [
      .init("texts", .integer(survey.texts)), .init("of", .integer(texts)),
      .init("error_points", .measured(errorPoints)),
    ]
    if nearDuplicates == nil {
      members.append(.init("first_bytes", .integer(LanguageDetector.window)))
    }
    return .object(members)
  }

  /// By how many hundredths of all texts a share of them is off in 19 of 20 cases at most.
  private var errorPoints: Double {
    survey.texts >= texts ? 0 : 98 / Double(max(1, survey.texts)).squareRoot()
  }

  private func length(_ field: FieldProfile) -> JSON {
    let lengths = field.lengths
    return .keys([
      "unit": .string("characters"), "min": .integer(lengths.count == 0 ? 0 : lengths.least),
      "p10": .integer(lengths.percentile(0.1)), "p50": .integer(lengths.percentile(0.5)),
      "p90": .integer(lengths.percentile(0.9)), "p99": .integer(lengths.percentile(0.99)),
      "max": .integer(lengths.most), "mean": .measured(lengths.mean),
      "histogram": .array(
        lengths.doublings.map {
          .keys(["from": .integer($0.from), "count": .integer($0.count)])
        }),
    ])
  }

  private func field(_ name: String, _ field: FieldProfile) -> JSON {
    .keys([
      "name": .string(name), "filled": .integer(field.present), "bytes": .integer(field.bytes),
      "characters": .integer(field.characters), "length": length(field),
    ])
  }

  // MARK: - Columns

  private func column(_ column: ColumnProfile) -> JSON {
    let contents = column.contents
    let distinct = min(column.distinct.distinct, column.valueCount)
    var members: [JSON.Member] = [
      .init("name", .string(contents.name)),
      .init("type", .string(Self.type(of: contents))),
      .init("filled", .integer(column.filled)),
      .init("null_share", .measured(1 - Double(column.filled) / Double(max(1, counts.records)))),
      .init("distinct", .integer(distinct)),
      .init("distinct_exact", .bool(column.distinct.isExact)),
    ]
    if !column.distinct.isExact {
      members.append(.init("distinct_error", .measured(column.distinct.distinctError)))
    }
    if contents.isList {
      members += [.init("list", .bool(true)), .init("values", .integer(column.valueCount))]
    }
    if contents.types.count > 1 {
      members.append(
        .init(
          "types",
          .keys([
            "integer": .integer(contents.integers), "real": .integer(contents.decimals),
            "boolean": .integer(contents.booleans), "string": .integer(contents.texts),
          ])))
    }
    if let least = column.least, let most = column.most, contents.types != [.boolean] {
      members += [.init("min", least.tree), .init("max", most.tree)]
    }
    if contents.numbers > 0 {
      members.append(.init("mean", .measured(column.sum / Double(contents.numbers))))
    }
    // Where every value is another one, none is worth naming.
    let isWorthNaming = distinct < column.valueCount
    members += top("top", column.frequent) { isWorthNaming && ($0 > 1 || column.valueCount <= 1) }
    members += top("hosts", column.hosts) { _ in true }
    return .object(members)
  }

  private static func type(of contents: ColumnContents) -> String {
    let types = contents.types
    return types.count > 1
      ? ColumnType.mixed.rawValue : (types.first ?? .string).rawValue
  }

  private func top(
    _ key: String, _ values: FrequentValues, where isNamed: (UInt64) -> Bool
  ) -> [JSON.Member] {
    let top = values.top(Self.topCount).filter { isNamed($0.count) }
    if top.isEmpty { return [] }
    let list = JSON.Member(
      key,
      .array(top.map { .keys(["value": .string($0.value), "count": .integer($0.count)]) }))
    return values.isExact ? [list] : [list, .init(key + "_error", .integer(values.low))]
  }
}

extension ProfiledValue {
  fileprivate var tree: JSON {
    switch self {
    case .number(let number): .number(number.description)
    case .boolean(let truth): .bool(truth)
    case .text(let text): .string(text)
    }
  }
}

extension JSON {
  /// Shares of a whole, largest first, to four decimals; what is not there is left out.
  static func shares(_ parts: [(name: String, count: Double)], of whole: UInt64) -> JSON {
    .object(
      parts.filter { $0.count > 0 }
        .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        .map { part in
          let share = part.count / Double(max(1, whole))
          return Member(part.name, .double((share * 10_000).rounded() / 10_000))
        })
  }
}
