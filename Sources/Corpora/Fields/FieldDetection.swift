internal import JSONText
package import Records
internal import Storage

/// Which fields of a corpus are text, title, id and columns, with a reason for each.
///
/// Decided from the first records of the first files by the names that published corpora use and
/// by what the fields hold. What the user chose stands; detection fills in the rest. Of columns it
/// only says which the first records have: indexing finds them in all of the data.
package struct FieldDetection: Sendable {
  /// What a field serves as.
  package enum Role: String, Sendable {
    case body, text, title, id, column
    /// Not used; the reason says why.
    case left
  }

  /// One sentence about one field; the field is empty where none was found.
  package struct Decision: Sendable, Equatable {
    package var field: String
    package var role: Role
    package var reason: String
  }

  package private(set) var schema: RecordSchema
  /// The columns that the records looked at have, declared ones first.
  package private(set) var columns: [ColumnContents] = []
  /// The field to show as title; it is also a text field.
  package private(set) var titleField: String?
  /// Every decision, in the order body, texts, id, columns, fields left out.
  package private(set) var decisions: [Decision] = []
  /// Paths of the user's text fields that no record looked at has.
  package private(set) var unseenFields: [String] = []
  /// Paths of the user's text fields that hold objects and no text in the records looked at, and where
  /// in the objects text is.
  package private(set) var textlessFields: [(path: String, parts: [String])] = []
  /// Why records are known by their running numbers although a field has the name of an id.
  package private(set) var refusedID: String?
  /// What was looked at.
  package let sample: RecordSample
  /// What speaks against the body, as a sentence.
  package var doubt: String? {
    guard let body = schema.textFields.first, sample[body]?.looksLikeBase64 == true else {
      return nil
    }
    return
      "\(body) holds bytes in base64, as Parquet has them in columns that are not marked as text: "
      + "words in them cannot be searched (--text names another field)"
  }
  private let described: FileLayout?

  /// Strings that are longer on average are running text and no id.
  private static var longestMeanBytes: Double { 256 }
  private static var maximumTextFieldCount: Int { 4 }
  /// Records looked at.
  package static var sampleRecordCount: Int { 1000 }
  private static var sampleByteCount: Int { 16 << 20 }
  private static var sampleFileCount: Int { 16 }

  /// Looks at the first records of the first files and decides.
  ///
  /// - Parameters:
  ///   - files: The corpus.
  ///   - formats: The formats that the files were listed with.
  ///   - openFiles: Where the files may be open already.
  ///   - textFields: The user's text fields; the first is the body.
  ///   - recordID: The user's id field.
  ///   - columns: The user's columns, with their types; each counts.
  ///   - columnLimit: Columns that are taken, the user's included.
  ///   - leftOut: Paths that are no columns, besides those that formats have.
  ///   - described: What a description says of the fields; the user counts before it.
  /// - Throws: ``CorpusError/unknownField(name:known:)`` when a field of the user never occurs,
  ///   ``CorpusError/noTextField(known:)`` when nothing looks like text,
  ///   ``CorpusError/notRecords(path:format:detail:remedy:)`` when there is no record to look at, with
  ///   what stands against the first.
  package init(
    files: [CorpusFile], formats: CorpusFormats = .builtIn, openFiles: OpenFiles = OpenFiles(),
    textFields: [String] = [], recordID: String? = nil, columns: [RecordSchema.Column] = [],
    columnLimit: Int = RecordSchema.usualColumnLimit, leftOut: [String] = [],
    described: FileLayout? = nil
  ) throws(CorpusError) {
    let (sample, found) = Self.look(at: files, formats: formats, openFiles: openFiles)
    guard sample.recordCount > 0 else {
      let file = found.map { files[$0.file] } ?? files.first
      let format = file.flatMap { formats[$0.format] } ?? formats[0]
      throw .noRecords(found, in: file?.path ?? "", of: format)
    }
    let names = Set(files.map(\.format))
    var contents = names.sorted().flatMap { formats[$0]?.contents ?? [] }
    for path in leftOut where !contents.contains(where: { $0.path.isWritten(like: path) }) {
      contents.append((path, "it is none where the records come from"))
    }
    var labels: [String] = []
    for label in files.flatMap(\.labels) where !labels.containsExactly(label.column) {
      labels.append(label.column)
    }
    for column in names.sorted().flatMap({ formats[$0]?.partColumns ?? [] })
    where !labels.contains(column) {
      labels.append(column)
    }
    try self.init(
      sample: sample, textFields: textFields, recordID: recordID, columns: columns,
      columnLimit: columnLimit, contents: contents, labels: labels, described: described)
  }

  /// Decides from records already looked at.
  ///
  /// `contents`: ``CorpusFormat/contents`` of the formats. `labels`: columns that files have as a
  /// whole.
  package init(
    sample: RecordSample, textFields: [String] = [], recordID: String? = nil,
    columns: [RecordSchema.Column] = [], columnLimit: Int = RecordSchema.usualColumnLimit,
    contents: [(path: String, what: String)] = [], labels: [String] = [],
    described: FileLayout? = nil
  ) throws(CorpusError) {
    self.sample = sample
    self.described = described
    schema = RecordSchema(
      textFields: [], columns: columns, columnLimit: max(columnLimit, columns.count))
    let known = sample.fields.filter { $0.scalarCount > 0 }.map(\.path)
    let paths = textFields.flatMap(RecordSchema.paths(ofTextField:))
    unseenFields = paths.filter { !sample.occurs($0) }
    // Records may begin to have a field late, but not all of them.
    if let first = paths.first, unseenFields.count == paths.count {
      throw .unknownField(name: first, known: known)
    }
    if let recordID, !sample.occurs(recordID) {
      throw .unknownRecordID(name: recordID, known: known)
    }
    if textFields.isEmpty, takeDescribedTexts() {
      decideTitle()
    } else if textFields.isEmpty {
      guard decideBody() else { throw .noTextField(known: known) }
      addOtherShapes()
      decideTitle()
      decideFurtherTexts()
    } else {
      schema.textFields = textFields
      textlessFields = paths.compactMap { path in
        let parts = textParts(of: path)
        return parts.isEmpty || paths.contains { $0.hasPrefix(path + ".") } ? nil : (path, parts)
      }
      for (number, field) in textFields.enumerated() {
        decide(field, number == 0 ? .body : .text, "chosen by you")
      }
      titleField = textFields.dropFirst().first { Self.titleNames.contains($0) }
    }
    if let recordID {
      schema.recordID = recordID
      decide(recordID, .id, "chosen by you")
    } else if let described, let id = described.recordID, sample.occurs(id),
      !schema.textFields.contains(id)
    {
      if sample[id]?.ids.repeated != nil {
        decideID(
          "the key \(id) of \(described.source) names several records, as where every file counts by "
            + "itself")
      } else {
        schema.recordID = id
        decide(id, .id, "by \(described.source)")
      }
    } else {
      decideID()
    }
    takeLabels(labels)
    takeDescribedTypes()
    decideColumns(contents)
  }

  // MARK: - What a description says

  /// Takes the texts that a description names, where the records have them.
  private mutating func takeDescribedTexts() -> Bool {
    guard let described, !described.textFields.isEmpty,
      described.textFields.allSatisfy({ sample[$0]?.stringCount ?? 0 > 0 })
    else { return false }
    schema.textFields = described.textFields
    for (number, field) in described.textFields.enumerated() {
      decide(field, number == 0 ? .body : .text, "by \(described.source)")
    }
    return true
  }

  /// Makes columns of what files have as a whole, unless somebody declared a column of that name.
  private mutating func takeLabels(_ labels: [String]) {
    for label in labels where !schema.columns.contains(where: { $0.name.isWritten(like: label) }) {
      declare(RecordSchema.Column(name: label, path: label), texts: 1)
      guard sample[label].map({ $0.scalarCount > 0 }) == true else { continue }
      decide(label, .column, "of the files where records have no field of this name")
    }
  }

  /// Declares columns as a description does, where the records have them.
  private mutating func takeDescribedTypes() {
    guard let described else { return }
    let texts = schema.textFields.flatMap(RecordSchema.paths(ofTextField:))
    for field in described.fields {
      guard let type = field.type, let found = sample[field.path], found.scalarCount > 0,
        !texts.contains(field.path), schema.recordID != field.path,
        found.meanStringBytes <= Self.longestMeanBytes,
        !schema.columns.contains(where: {
          $0.name.isWritten(like: field.path) || $0.path.isWritten(like: field.path)
        })
      else { continue }
      declare(RecordSchema.Column(name: field.path, path: field.path, type: type), texts: 0)
      decide(field.path, .column, "declared by \(described.source) as \(type.rawValue)")
    }
  }

  /// `texts`: values of text that it has besides those of the records.
  private mutating func declare(_ column: RecordSchema.Column, texts: UInt64) {
    schema.columns.append(column)
    schema.columnLimit = max(schema.columnLimit, schema.columns.count)
    var contents =
      sample[column.path].map { Self.contents(of: $0, name: column.name) }
      ?? ColumnContents(name: column.name, path: column.path)
    contents.texts += texts
    columns.append(contents)
  }

  private mutating func decide(_ field: String, _ role: Role, _ reason: String) {
    decisions.append(Decision(field: field, role: role, reason: reason))
  }

  // MARK: - Text

  private static let bodyNames = [
    "text", "content", "raw_content", "body", "article", "document", "passage", "markdown",
    "completion", "contents", "page_content", "code", "abstract", "正文", "内容", "文本", "文章",
    "messages.content", "conversations.value", "conversation.content", "conversations.content",
    "conversation.value", "messages.value", "dialog.content", "dialogue.content", "turns.content",
    "段落.内容", "text.content", "content.text", "data.text", "data.content", "document.text",
    "record.text", "response.content",
  ]

  /// Fields that together make one text, even beside a field with a usual name, which then repeats
  /// them; the longer ones first.
  private static let wholes = [
    ["instruction", "input", "chosen", "rejected"], ["instruction", "chosen", "rejected"],
    ["conversations.value", "chosen.value", "rejected.value"],
    ["prompt.content", "chosen.content", "rejected.content"],
    ["prompt", "chosen.content", "rejected.content"], ["prompt", "chosen", "rejected"],
    ["question", "chosen", "rejected"], ["chosen.content", "rejected.content"],
    ["chosen", "rejected"], ["instruction", "input", "output"], ["instruction", "output"],
    ["prompt.content", "completion.content"], ["prompt", "completion"],
    ["conversation.human", "conversation.assistant"],
    ["conversations.human", "conversations.assistant"],
  ]

  /// Fields that together make one text when none has a usual name.
  private static let pairs = [
    ["prompt", "response"], ["instruction", "response"], ["query", "response"],
    ["query", "answer"], ["context", "question", "answers.text"],
    ["context", "question", "answer"], ["question", "answer"], ["question", "answers"],
    ["question", "answers.text"], ["question", "response"], ["问", "答"], ["主题", "回复.回复"],
    ["premise", "hypothesis"], ["source", "target"], ["zh_text", "en_text"],
  ]

  private static let titleNames = [
    "title", "headline", "标题", "题目", "meta.title", "metadata.title", "title_zh", "title_en",
    "subject",
  ]

  private mutating func decideBody() -> Bool {
    let whole = sample.recordCount
    if let fields = Self.wholes.first(where: isCombination) { return takeCombination(fields) }
    if let field = Self.bodyNames.first(where: { isText($0, share: 0.5) || isInParts($0) }),
      let found = sample[field]
    {
      schema.textFields = [field]
      decide(
        field, .body,
        "a usual name for the text; in \(found.recordCount) of \(whole) records, "
          + "\(Int(found.meanStringBytes)) bytes on average")
      return true
    }
    if let fields = Self.pairs.first(where: isCombination) { return takeCombination(fields) }
    let longest = sample.fields
      .filter { isText($0.path, share: 0.3) && $0.looksLikeLanguage && !isAddress($0.path) }
      .max { $0.stringByteCount < $1.stringByteCount }
    guard let longest else { return false }
    schema.textFields = [longest.path]
    decide(
      longest.path, .body,
      "no field has a usual name; this one holds the most text, "
        + "\(Int(longest.meanStringBytes)) bytes on average")
    return true
  }

  /// Whether a combination is there: its ends in most records, what stands between in some.
  private func isCombination(_ fields: [String]) -> Bool {
    guard let first = fields.first, let last = fields.last else { return false }
    return isText(first, share: 0.5) && isText(last, share: 0.5)
      && fields.allSatisfy { isText($0, share: 0, mayBeEmpty: true) }
  }

  private mutating func takeCombination(_ fields: [String]) -> Bool {
    let joined = fields.joined(separator: "+")
    schema.textFields = [joined]
    decide(joined, .body, "these fields are parts of one text and are searched together")
    return true
  }

  /// Where text is in the objects of a path that holds nothing else: under the usual names, else the
  /// path below it with most text.
  private func textParts(of path: String) -> [String] {
    let plain = RecordSample.plain(path)
    guard let field = sample[plain], field.scalarCount == 0, field.structureCount > 0 else {
      return []
    }
    let usual = Self.partNames.filter { sample["\(plain).\($0)"]?.stringCount ?? 0 > 0 }
    if !usual.isEmpty { return usual.map { "\(path).\($0)" } }
    let longest =
      sample.fields
      .filter { $0.path.hasPrefix(plain + ".") && $0.stringByteCount > 0 }
      .max { $0.stringByteCount < $1.stringByteCount }
    return longest.map { [path + $0.path.dropFirst(plain.count)] } ?? []
  }

  /// Keys under which the parts of a text stand, where it is not one string.
  private static let partNames = ["text", "content", "value"]

  /// Whether half of the records have a path that is a string or a list of parts with text.
  private func isInParts(_ path: String) -> Bool {
    guard let field = sample[path], let parts = sample[path + "." + Self.partNames[0]] else {
      return false
    }
    return Double(field.recordCount) >= 0.5 * Double(sample.recordCount)
      && (field.stringCount + parts.stringCount) * 2 > field.scalarCount + field.structureCount
      && parts.stringByteCount > 0
  }

  /// Adds the other shape of a body that is a string in some records and a list of parts in others,
  /// as turns with pictures are: whatever the sample mostly has, both are read.
  private mutating func addOtherShapes() {
    let body = RecordSchema.paths(ofTextField: schema.textFields[0])
    var paths: [String] = []
    func add(_ path: String) {
      if !paths.contains(path), sample[path]?.stringCount ?? 0 > 0 { paths.append(path) }
    }
    for path in body {
      let keys = path.split(separator: ".", omittingEmptySubsequences: false)
      if let last = keys.last, keys.count > 1, Self.partNames.contains(String(last)) {
        add(keys.dropLast().joined(separator: "."))
      }
      add(path)
      for name in Self.partNames { add(path + "." + name) }
    }
    guard paths != body, let decision = decisions.firstIndex(where: { $0.role == .body })
    else { return }
    schema.textFields[0] = paths.joined(separator: "+")
    decisions[decision].field = schema.textFields[0]
    if paths.count > body.count {
      decisions[decision].reason += "; one string in some records, a list of parts in others"
    }
  }

  /// Whether a path mostly holds strings, in a share of the records.
  private func isText(_ path: String, share: Double, mayBeEmpty: Bool = false) -> Bool {
    guard let field = sample[path], field.stringCount > 0 else { return false }
    return Double(field.recordCount) >= share * Double(sample.recordCount)
      && field.stringCount * 2 > field.scalarCount + field.structureCount
      && (mayBeEmpty || field.stringByteCount > 0)
  }

  private func isAddress(_ path: String) -> Bool {
    let name = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return ["url", "uri", "link", "path", "file", "hash", "md5", "sha256"].contains {
      name == $0 || name.hasSuffix("_" + $0)
    }
  }

  private mutating func decideTitle() {
    let body = Set(schema.textFields.flatMap(RecordSchema.paths(ofTextField:)))
    guard
      let field = Self.titleNames.first(where: { isText($0, share: 0.3) && !body.contains($0) }),
      let found = sample[field], found.meanStringBytes < 500, !found.isRepeated
    else { return }
    schema.textFields.append(field)
    titleField = field
    decide(
      field, .title,
      "a usual name for titles; in \(found.recordCount) of \(sample.recordCount) records")
  }

  /// Further fields of running text, so that nothing that was written to be read stays unsearched.
  private mutating func decideFurtherTexts() {
    let taken = schema.textFields.flatMap(RecordSchema.paths(ofTextField:))
    let more = sample.fields.filter {
      !taken.containsExactly($0.path) && isText($0.path, share: 0.2) && $0.looksLikeLanguage
        && !isAddress($0.path) && $0.meanStringBytes >= 120
    }
    for field in more.sorted(by: { $0.stringByteCount > $1.stringByteCount })
      .prefix(Self.maximumTextFieldCount - schema.textFields.count)
    {
      schema.textFields.append(field.path)
      decide(
        field.path, .text,
        "running text of \(Int(field.meanStringBytes)) bytes on average, "
          + "searched as \(field.path):")
    }
  }

  // MARK: - Id

  private static let idNames = [
    "id", "_id", "ID", "Id", "doc_id", "docid", "docId", "document_id", "record_id", "uuid", "uid",
    "guid", "uniqueKey", "warc_record_id", "blob_id", "hexsha", "conversation_hash",
    "conversation_id",
    "_id.$oid", "warc_headers.warc-record-id", "metadata.id", "meta.id", "metadata.doc_id", "md5",
    "zh_text_md5", "sha256", "__key__",
  ]

  /// `refusal`: why it is not what somebody says.
  private mutating func decideID(_ refusal: String? = nil) {
    var refused: (field: String, reason: String)?
    for name in Self.idNames {
      guard let field = sample[name], field.scalarCount > 0, !schema.textFields.contains(name)
      else { continue }
      guard let reason = reason(against: field) else {
        schema.recordID = name
        decide(name, .id, "in every record looked at, and no two are equal")
        return
      }
      refused = refused ?? (name, reason)
    }
    refusedID = refused.map { "\($0.field) is no record id: \($0.reason)" }
    if let refused { decide(refused.field, .left, "not used as the id: \(refused.reason)") }
    decide(
      "", .id,
      "\(refusal ?? "no field of the records serves"), so records are known by their running number"
    )
  }

  /// What stands against a field as the record id, and where; `nil` when nothing does.
  private func reason(against field: FieldStatistics) -> String? {
    if let obstacle = field.ids.obstacle {
      return "\(obstacle.what) at \(sample.place(of: obstacle.record))"
    }
    let lacking = sample.recordCount - field.scalarCount
    if lacking > 0 {
      return
        "\(lacking) of \(sample.recordCount) records looked at \(lacking == 1 ? "lacks" : "lack") it, "
        + "the first at \(sample.place(of: field.ids.firstLacking))"
    }
    return field.ids.repeated.map {
      "“\($0.value)” stands at \(sample.place(of: $0.first)) and at \(sample.place(of: $0.second))"
    }
  }

  // MARK: - Columns

  private mutating func decideColumns(_ contents: [(path: String, what: String)]) {
    let known = columns.map(\.path)
    for column in schema.columns where !known.containsExactly(column.path) {
      let found = sample[RecordSample.plain(column.path)].map {
        Self.contents(of: $0, name: column.name)
      }
      columns.insert(
        found ?? ColumnContents(name: column.name, path: column.path),
        at: columns.count - known.count)
      decide(
        column.path, .column, "declared by you" + (column.type.map { " as \($0.rawValue)" } ?? ""))
    }
    let taken =
      (schema.textFields.flatMap(RecordSchema.paths(ofTextField:))
      + (schema.recordID.map { [$0] } ?? []) + schema.columns.map(\.path)).map(RecordSample.plain)
    var left: [Decision] = []
    for content in contents where !taken.containsExactly(content.path) {
      schema.leftOut.append(content.path)
      left.append(
        Decision(field: content.path, role: .left, reason: "no column: \(content.what)"))
    }
    for field in sample.fields
    where !taken.containsExactly(field.path) && field.scalarCount > 0
      && !schema.leftOut.containsExactly(field.path)
    {
      if columns.count >= schema.columnLimit {
        left.append(
          Decision(
            field: field.path, role: .left,
            reason: "no column: there are \(schema.columnLimit) before it"))
      } else {
        let contents = Self.contents(of: field, name: field.path)
        columns.append(contents)
        decide(
          field.path, .column,
          "\(Self.name(of: contents)) in \(field.recordCount) of \(sample.recordCount) records")
      }
    }
    // A refused id may still have become a column; then the column is what counts.
    let paths = Set(columns.map { ExactText($0.path) })
    decisions.removeAll { $0.role == .left && paths.contains(ExactText($0.field)) }
    decisions += left
  }

  private static func contents(of field: FieldStatistics, name: String) -> ColumnContents {
    var contents = ColumnContents(name: name, path: field.path)
    contents.integers = UInt64(field.integerCount)
    contents.decimals = UInt64(field.realCount)
    contents.booleans = UInt64(field.booleanCount)
    contents.texts = UInt64(field.stringCount)
    contents.isList = field.isRepeated
    return contents
  }

  private static func name(of contents: ColumnContents) -> String {
    let names = contents.types.map { type in
      switch type {
      case .integer: "whole numbers"
      case .real: "numbers"
      case .boolean: "true or false"
      case .string: "short text"
      case .mixed: "values of any kind"
      }
    }
    return (contents.isList ? "lists of " : "") + names.joined(separator: " and ")
  }

  // MARK: - Looking

  /// Reads some records of the first files, each giving its share.
  ///
  /// - Returns: What they hold and, where there is none, the first thing that stands in the way.
  private static func look(
    at files: [CorpusFile], formats: CorpusFormats, openFiles: OpenFiles
  ) -> (sample: RecordSample, problem: RecordProblem?) {
    var sample = RecordSample()
    var problem: RecordProblem?
    let looked = files.prefix(sampleFileCount)
    var options = ReadingOptions()
    options.chunkByteCount = 256 << 10
    var chunk = RawChunk()
    for (number, file) in looked.enumerated() {
      guard let format = formats[file.format] else { continue }
      sample.begin(file.path)
      let left = looked.count - number
      let recordLimit = sample.recordCount + (sampleRecordCount - sample.recordCount) / left
      var bytesLeft = sampleByteCount / looked.count
      var found: RecordProblem?
      var reader = CorpusReader(
        files: [file], formats: formats, openFiles: openFiles, options: options)
      while sample.recordCount < recordLimit, bytesLeft > 0, reader.next(into: &chunk) {
        bytesLeft -= chunk.bytes.count
        format.forEachRecord(in: chunk) { record in
          sample.add(format.valuesAreWritten ? WrittenNumber.sampled(record) : record)
          return sample.recordCount < recordLimit
        }
        if sample.recordCount == 0, problem == nil, found == nil {
          found = Self.problem(of: chunk, format)
        }
      }
      guard problem == nil else { continue }
      problem = found ?? reader.problems.firstLoss
      problem?.file = number
    }
    return (sample, sample.recordCount == 0 ? problem : nil)
  }

  /// What the parser has against the records of a chunk.
  private static func problem(
    of chunk: borrowing RawChunk, _ format: any CorpusFormat
  ) -> RecordProblem? {
    let schema = RecordSchema(textFields: [])
    var batch = RecordBatch(schema: schema)
    var problems = ProblemLog(limit: 1)
    format.parser(for: schema).parse(chunk, into: &batch, problems: &problems)
    return problems.firstLoss
  }
}

extension RecordSample {
  /// Whether a path of the user, with or without brackets, stands in some record.
  func occurs(_ path: String) -> Bool { self[Self.plain(path)] != nil }

  /// A path of the user as the sample writes it: without brackets.
  static func plain(_ path: String) -> String {
    var plain = ""
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      var key = part
      while key.count > 2, key.hasSuffix("[]") { key = key.dropLast(2) }
      plain += (plain.isEmpty ? "" : ".") + key
    }
    return plain
  }
}
