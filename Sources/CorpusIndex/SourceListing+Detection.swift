internal import Corpora
internal import Records

extension SourceListing {
  /// Looks at the beginning of the files and says what their fields are.
  ///
  /// - Parameters:
  ///   - textFields: Fields that shall be searched; detected when empty.
  ///   - recordID: The field of the record's id; detected when `nil`.
  ///   - columns: Columns that are declared.
  ///   - columnLimit: Columns that are taken at most, declared ones included.
  ///   - leftOut: Paths that are no columns, besides those that formats have.
  /// - Returns: The fields, with a reason for each.
  /// - Throws: ``IndexFailure`` with code `badFormat` or `noText`.
  public func detect(
    textFields: [String] = [], recordID: String? = nil, columns: [FieldPlan.Column] = [],
    columnLimit: Int = FieldPlan.usualColumnLimit, leftOut: [String] = []
  ) throws -> Detection {
    try IndexFailure.folding {
      let detection = try FieldDetection(
        files: entries.map(\.file), formats: formats, openFiles: openFiles,
        textFields: textFields, recordID: recordID,
        columns: FieldPlan(textFields: [], columns: columns).schema.columns,
        columnLimit: columnLimit, leftOut: leftOut, described: described)
      let reasons =
        readings + layoutReasons
        + detection.decisions.map { decision in
          decision.field.isEmpty
            ? decision.reason : "\(decision.field): \(decision.role.rawValue), \(decision.reason)"
        }
      return Detection(
        fields: FieldPlan(detection.schema),
        columns: detection.columns.map { column in
          IndexColumn(
            column,
            declared: detection.schema.columns.first { $0.path.isWritten(like: column.path) }?.type)
        },
        format: FormatSettings.parse(entries[0].file.format).name,
        files: entries.map { entry in
          DetectedFile(
            path: entry.remembered, bytes: entry.file.byteCount,
            labels: entry.file.labels.map {
              DetectedFile.Label(column: $0.column, values: $0.values)
            })
        },
        reasons: reasons, refusedID: detection.refusedID, skipped: skippedFiles,
        unseenFields: detection.unseenFields,
        textlessFields: detection.textlessFields.map {
          TextlessField(path: $0.path, parts: $0.parts)
        },
        guesses: guesses + [detection.doubt].compactMap(\.self), decidedLabels: decidedLabels,
        unusedLabels: unusedLabels,
        unusedSettings: unusedSettings)
    }
  }

  /// How the files are read, where formats leave a choice: a sentence for each way, the most usual first.
  private var readings: [String] {
    Self.grouped(entries) { formats.sentence(on: $0.file.format) }
  }

  /// What of that is a guess.
  private var guesses: [String] { Self.grouped(entries) { $0.file.guess } }

  /// The sentences on some files, each once and with an example.
  private static func grouped(_ entries: [Entry], _ sentence: (Entry) -> String?) -> [String] {
    var groups: [(sentence: String, example: String, count: Int)] = []
    for entry in entries {
      guard let sentence = sentence(entry) else { continue }
      if let known = groups.firstIndex(where: { $0.sentence == sentence }) {
        groups[known].count += 1
      } else {
        groups.append((sentence, entry.remembered, 1))
      }
    }
    let rest = groups.count - named.reasons
    return groups.sorted { $0.count > $1.count }.prefix(named.reasons).map { group in
      group.example + (group.count > 1 ? " and \(group.count - 1) more" : "")
        + ": \(group.sentence)"
    } + (rest > 0 ? ["\(rest) more kinds, each of at most as many files"] : [])
  }

  /// Files that are named for one reason, and reasons that are named; the rest is counted.
  private static let named = (files: 10, reasons: 20)

  /// The files left out by their reasons: first those that look like data, then the most.
  var skippedFiles: [SkippedFiles] {
    var groups: [SkippedFiles] = []
    for file in skipped {
      func place(of reason: String) -> Int? {
        groups.firstIndex { $0.reason == reason && $0.looksLikeData == file.looksLikeData }
      }
      let isNamed = place(of: file.reason) != nil || groups.count < Self.named.reasons
      let reason = isNamed ? file.reason : "left out for other reasons"
      if place(of: reason) == nil {
        groups.append(
          SkippedFiles(reason: reason, looksLikeData: file.looksLikeData, count: 0, paths: []))
      }
      let index = place(of: reason) ?? groups.count - 1
      groups[index].count += 1
      if groups[index].paths.count < Self.named.files {
        groups[index].paths.append(remembered(file.path))
      }
    }
    return groups.sorted {
      ($0.looksLikeData ? 0 : 1, $1.count) < ($1.looksLikeData ? 0 : 1, $0.count)
    }
  }
}
