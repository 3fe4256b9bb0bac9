internal import JSONText
internal import QueryLanguage

extension Dataset {
  /// Everything that is wrong or doubtful in this description, with what to do about it.
  ///
  /// An error forbids to take the description, a warning says that something was probably not
  /// meant, a note points at what is missing.
  package func validate() -> [DatasetProblem] {
    var validator = DatasetValidator()
    validator.check(self)
    return validator.problems
  }
}

extension Dataset {
  /// What is doubtful in this description and was not in the one before an edit, and what it says of
  /// rights elsewhere than under `licenses`.
  ///
  /// `today`, a day or a moment, makes doubtful what is said to have happened later.
  package func doubts(beyond before: Dataset, today: String) -> [DatasetProblem] {
    let known = Set(before.validate() + before.dates(after: today))
    let warnings = (validate() + dates(after: today)).filter {
      ($0.severity == .warning || $0.tellsDoubt) && !known.contains($0)
    }
    return rightsSaidElsewhere(beyond: before) + warnings
  }

  /// Days on which something is said to have happened and that are to come.
  private func dates(after today: String) -> [DatasetProblem] {
    var dates = [("released", released), ("modified", modified)]
    dates += versions.enumerated().map { ("versions[\($0)].released", $1.released) }
    dates += licenses.enumerated().map { ("licenses[\($0)].as_of", $1.asOf) }
    dates += measures.enumerated().map { ("measures[\($0)].as_of", $1.asOf) }
    dates += lineage.enumerated().map { ("lineage[\($0)].as_of", $1.asOf) }
    dates += evidence.enumerated().map { ("evidence[\($0)].as_of", $1.asOf) }
    return dates.compactMap { path, date in
      guard let date, DateText.isValid(date), date.prefix(10) > today.prefix(min(10, date.count))
      else { return nil }
      return DatasetProblem(
        .warning, at: path, "“\(date)” is still to come", remedy: "correct the date if it is a slip"
      )
    }
  }
}

/// The rules of a good description.
private struct DatasetValidator {
  var problems: [DatasetProblem] = []
  /// Whether the description says where it was read, so that values may rest on that.
  private var hasSources = false

  mutating func check(_ dataset: Dataset) {
    hasSources = !dataset.sources.isEmpty
    checkIdentity(dataset)
    checkWords(dataset)
    for (index, license) in dataset.licenses.enumerated() {
      check(license, at: "licenses[\(index)]")
    }
    checkUnknownKeys(dataset)
    for (index, measure) in dataset.measures.enumerated() {
      check(measure, at: "measures[\(index)]")
    }
    checkDates(dataset)
    checkDistributions(dataset)
    checkSubsets(dataset)
    checkSchema(dataset)
    checkLineage(dataset)
    checkEvidence(dataset)
  }

  private mutating func add(
    _ severity: DatasetProblem.Severity, _ path: String, _ message: String, _ remedy: String
  ) {
    problems.append(DatasetProblem(severity, at: path, message, remedy: remedy))
  }

  // MARK: - Who and what

  private mutating func checkIdentity(_ dataset: Dataset) {
    if !DatasetID.isValid(dataset.id) {
      add(
        .error, "id",
        dataset.id.isEmpty ? "the id is missing" : "“\(dataset.id)” cannot be an id",
        "use lower case letters, digits, dots, hyphens and underscores")
    }
    for (index, alias) in dataset.aliases.enumerated()
    where alias.isEmpty || alias.contains(where: \.isWhitespace) || alias.contains(":") {
      add(
        .error, "aliases[\(index)]", "“\(alias)” cannot be an alias",
        "use a name without spaces and colons")
    }
    if dataset.title.isEmpty { add(.note, "title", "there is no title", "write title: NAME") }
    if dataset.description.isEmpty && dataset.summary.isEmpty {
      add(.note, "description", "nothing describes the data", "write a sentence about it")
    }
    for (key, text) in [
      ("title", dataset.title), ("summary", dataset.summary), ("description", dataset.description),
    ] {
      for entry in text.entries {
        if let language = entry.language, !LanguageTag.isWellFormed(language) {
          add(
            .warning, "\(key).\(language)", "“\(language)” is not a language tag",
            "use BCP 47, such as zh or en")
        }
        if entry.text.unicodeScalars.contains(where: \.isProblematicControl) {
          add(.warning, key, "the text contains control characters", "take them out")
        }
      }
    }
    for (key, url) in [("homepage", dataset.homepage), ("publisher.url", dataset.publisher?.url)] {
      if let url { check(url: url, at: key) }
    }
  }

  private mutating func check(url: String, at path: String) {
    let scheme = url.prefix { $0 != ":" }.lowercased()
    if Self.runningSchemes.contains(scheme) {
      add(
        .warning, path, "“\(url)” would run in the browser of whoever follows it, and is no link",
        "write the address of a page, with https://")
      return
    }
    let hasScheme = url.contains("://") || url.hasPrefix("urn:") || url.hasPrefix("doi:")
    if !hasScheme || url.contains(where: \.isWhitespace) {
      add(.warning, path, "“\(url)” is not a URL", "write it whole, with https://")
    }
  }

  /// Schemes of addresses that hold what a browser runs or shows in place of where it is.
  private static let runningSchemes = ["javascript", "vbscript", "data"]

  private mutating func checkWords(_ dataset: Dataset) {
    for (index, language) in dataset.languages.enumerated()
    where !LanguageTag.isWellFormed(language) {
      add(
        .warning, "languages[\(index)]", "“\(language)” is not a language tag",
        "use BCP 47, such as zh, en or zh-Hant; mul for many, zxx for none")
    }
    for (index, industry) in dataset.statedIndustries.enumerated()
    where Industry.industry(industry) == nil {
      add(
        .warning, "industries[\(index)]", "“\(industry)” is not one of the 31 industries",
        "use one of \(Industry.all.map(\.id).joined(separator: ", "))")
    }
    for (index, sector) in dataset.sectors.enumerated()
    where Industry.sectorTable[sector.lowercased()] == nil
      && Industry.industries(forSector: sector).isEmpty
    {
      add(
        .note, "sectors[\(index)]", "“\(sector)” is not in the table of sectors",
        "map it to an industry with industries: […], or leave it free")
    }
    for (key, list) in [
      ("languages", dataset.languages), ("tags", dataset.tags), ("modalities", dataset.modalities),
    ] where Set(list).count < list.count {
      add(.warning, key, "a value stands twice", "keep one of them")
    }
  }

  // MARK: - Licences and figures

  /// Keys that are probably meant to be others; those with a prefix are somebody's own.
  private mutating func checkUnknownKeys(_ dataset: Dataset) {
    for member in dataset.extra where !member.key.contains(":") && !member.key.contains("_") {
      let canonical = Dataset.canonicalKey(member.key)
      let meant =
        canonical != member.key
        ? canonical
        : NearestName.nearest(to: member.key, among: Dataset.keyNames.sorted())
      if let meant, !Dataset.keyNames.contains(member.key) {
        add(
          .warning, member.key, "“\(member.key)” is no key of a description, so it is not read",
          "write \(meant): if that is meant, or give the key a prefix (x:\(member.key))")
      }
    }
  }

  private mutating func check(_ license: LicenseStatement, at path: String) {
    let known = LicenseStatement.keyNames
    // A value of a known key that is wrong was refused when it was read.
    for member in license.extra where !known.contains(member.key) {
      add(
        .warning, "\(path).\(member.key)",
        "“\(member.key)” is no key of a licence, so it is not read",
        "write conditions:, use: or another key of a licence, or say it in note:")
    }
    switch (license.spdx, license.name) {
    case (nil, nil) where license.url.flatMap(LicenseTable.entry(at:)) != nil:
      add(
        .note, path, "the address is that of \(license.label)",
        "write \(LicenseTable.spdx(for: license.label) == nil ? "name" : "spdx"): \(license.label)")
    case (nil, nil):
      add(.error, path, "the licence has neither an SPDX id nor a name", "write spdx: or name:")
    case (let spdx?, _):
      if let known = LicenseTable.spdx(for: spdx) {
        if known != spdx {
          add(.warning, "\(path).spdx", "“\(spdx)” is written \(known) by SPDX", "write \(known)")
        }
      } else if LicenseExpression.operands(of: spdx) == nil {
        add(
          .warning, "\(path).spdx", "“\(spdx)” is not in the table of licences",
          "check the id, or write name: instead")
      }
    case (nil, let name?):
      if let known = LicenseTable.spdx(for: name), license.use == nil {
        add(.note, "\(path).name", "“\(name)” has the SPDX id \(known)", "write spdx: \(known)")
      } else if license.facts.use == .unknown {
        add(
          .note, "\(path).name",
          "what “\(name)” allows is not known, which counts as no permission",
          "read it and write use: and conditions:")
      }
    }
    switch (license.source, license.ground) {
    case (nil, nil) where hasSources || (license.speaker ?? .publisher) != .publisher:
      add(
        .note, "\(path).source", "nothing says where this licence was read",
        "write source: URL, or rests_on: entry when it rests on the sources of the description")
    case (nil, .entry) where !hasSources:
      add(
        .warning, "\(path).rests_on", "the description names no sources to rest on",
        "write sources: [URL], or source: beside the licence")
    case (.some, .entry):
      add(
        .warning, "\(path).rests_on",
        "a licence with a source of its own does not rest on the entry",
        "say what the source is, or take one of the two out")
    default: break
    }
    if let doubt = license.facts.doubt {
      var problem = DatasetProblem(
        .note, at: license.note == nil ? path : "\(path).note",
        "\(doubt), which counts as no permission",
        remedy: "say it with use: and conditions:, and what else is to be known under evidence:")
      problem.tellsDoubt = true
      problems.append(problem)
    }
    checkDay(license.asOf, at: "\(path).as_of")
  }

  private mutating func check(_ measure: Measure, at path: String) {
    if measure.metric.isEmpty {
      add(
        .error, "\(path).metric", "the figure does not say what it counts",
        "write metric: bytes or the like")
    }
    if measure.value == nil && measure.stated == nil {
      add(
        .error, "\(path).value", "the figure has neither a number nor words",
        "write value: or stated:")
    }
    if let value = measure.value, value < 0 || !value.isFinite {
      add(.error, "\(path).value", "a figure is not negative", "correct the number")
    }
    if measure.metric == Measure.Metric.bytes, Measure.factor(of: measure.unit) == nil {
      add(
        .error, "\(path).unit", "“\(measure.unit ?? "")” is not a unit of bytes",
        "use B, kB, MB, GB, TB, PB or KiB, MiB, GiB, TiB, PiB")
    }
    if measure.tokenizer != nil, measure.metric != Measure.Metric.tokens {
      add(.warning, "\(path).tokenizer", "only tokens have a tokenizer", "take it out")
    }
    checkDay(measure.asOf, at: "\(path).as_of")
  }

  // MARK: - Times, files, fields

  private mutating func checkDates(_ dataset: Dataset) {
    checkDay(dataset.released, at: "released")
    checkDay(dataset.modified, at: "modified")
    for (index, version) in dataset.versions.enumerated() {
      if version.version.isEmpty {
        add(.error, "versions[\(index)].version", "the version has no name", "write version: NAME")
      }
      checkDay(version.released, at: "versions[\(index)].released")
      for (inner, measure) in version.measures.enumerated() {
        check(measure, at: "versions[\(index)].measures[\(inner)]")
      }
    }
  }

  private mutating func checkDay(_ day: String?, at path: String) {
    if let day, !DateText.isValid(day) {
      add(.warning, path, DateText.complaint(about: day), DateText.remedy)
    }
  }

  private mutating func checkDistributions(_ dataset: Dataset) {
    let ids = dataset.distributions.compactMap(\.id)
    if Set(ids).count < ids.count {
      add(
        .error, "distributions", "two distributions have the same id", "give each an id of its own")
    }
    for (index, distribution) in dataset.distributions.enumerated() {
      let path = "distributions[\(index)]"
      if distribution.url == nil, distribution.accessURL == nil, distribution.path == nil,
        distribution.includes.isEmpty, distribution.containedIn.isEmpty
      {
        add(
          .warning, path, "nothing says where the files are",
          "write url:, access_url:, path: or includes:")
      }
      for (key, url) in [("url", distribution.url), ("access_url", distribution.accessURL)] {
        if let url { check(url: url, at: "\(path).\(key)") }
      }
      for (inner, outer) in distribution.containedIn.enumerated() where !ids.contains(outer) {
        add(
          .warning, "\(path).contained_in[\(inner)]", "no distribution has the id “\(outer)”",
          "add it, or correct the id")
      }
      if let bytes = distribution.bytes, bytes < 0 {
        add(.error, "\(path).bytes", "a size is not negative", "correct the number")
      }
      for (inner, checksum) in distribution.checksums.enumerated() {
        check(checksum, at: "\(path).checksums[\(inner)]")
      }
      for (inner, license) in distribution.licenses.enumerated() {
        check(license, at: "\(path).licenses[\(inner)]")
      }
    }
  }

  private mutating func check(_ checksum: Checksum, at path: String) {
    guard let value = checksum.value, checksum.algorithm != nil else {
      add(.error, path, "a checksum has an algorithm and a value", "write both, or take it out")
      return
    }
    let isHexadecimal = value.allSatisfy(\.isHexDigit)
    let isRightLength = checksum.digitCount.map { $0 == value.count } ?? true
    if !isHexadecimal || !isRightLength {
      add(
        .warning, "\(path).value", "“\(value.prefix(24))” is no checksum of this kind",
        "write \(checksum.digitCount.map { "\($0) " } ?? "")hexadecimal digits")
    }
  }

  private mutating func checkSubsets(_ dataset: Dataset) {
    let names = dataset.subsets.map(\.name)
    for (index, subset) in dataset.subsets.enumerated() {
      let path = "subsets[\(index)]"
      if subset.name.isEmpty {
        add(.error, "\(path).name", "the part has no name", "write name: NAME")
      }
      if let parent = subset.parent, !names.contains(parent) || parent == subset.name {
        add(.warning, "\(path).parent", "no other part is called “\(parent)”", "correct the name")
      }
      for (inner, measure) in subset.measures.enumerated() {
        check(measure, at: "\(path).measures[\(inner)]")
      }
      for (inner, license) in subset.licenses.enumerated() {
        check(license, at: "\(path).licenses[\(inner)]")
      }
    }
  }

  private mutating func checkSchema(_ dataset: Dataset) {
    for (index, field) in (dataset.schema?.fields ?? []).enumerated() where field.name.isEmpty {
      add(.error, "schema.fields[\(index)].name", "the field has no name", "write name: NAME")
    }
  }

  // MARK: - Lineage and evidence

  private mutating func checkLineage(_ dataset: Dataset) {
    if dataset.isOriginal == true, dataset.lineage.contains(where: { $0.relation == .derivedFrom })
    {
      add(
        .warning, "original", "the dataset is said to be original and to come from others",
        "take out one of the two")
    }
    for (index, edge) in dataset.lineage.enumerated() {
      let path = "lineage[\(index)]"
      if edge.targetID == nil {
        add(.error, path, "the other dataset is not named", "write dataset: ID or name: NAME")
      }
      if edge.targetID == dataset.id {
        add(.error, path, "a dataset does not come from itself", "take the statement out")
      }
      if let id = edge.dataset, let name = edge.name, !ScopeWords.agree(name, with: id) {
        add(
          .warning, "\(path).name", "the id “\(id)” and the name “\(name)” may mean two datasets",
          "take out the one that is not meant")
      }
      checkDay(edge.asOf, at: "\(path).as_of")
      if let share = edge.share, share < 0 || share > 1 {
        add(.error, "\(path).share", "a share lies between 0 and 1", "write 0.38 for 38 %")
      }
    }
  }

  private mutating func checkEvidence(_ dataset: Dataset) {
    for (index, evidence) in dataset.evidence.enumerated() {
      checkDay(evidence.asOf, at: "evidence[\(index)].as_of")
      guard let of = evidence.of else { continue }
      let root = of.prefix { $0 != "." && $0 != "[" }
      if !Dataset.keyNames.contains(String(root)) {
        add(
          .warning, "evidence[\(index)].of", "“\(of)” names no value of a dataset",
          "write a key such as kind or measures[0]")
      }
    }
    if dataset.sources.isEmpty && dataset.evidence.isEmpty {
      add(.note, "sources", "nothing says where this was read", "write sources: [URL]")
    }
  }
}

extension Dataset {
  /// Every key of a description.
  package static let keyNames = names()
}

extension LicenseStatement {
  /// Every key of a licence statement.
  static let keyNames = names()
}

extension DescriptionPart {
  /// The names of the keys that a part has.
  fileprivate static func names() -> Set<String> {
    var part = Self()
    var keys = DescriptionKeys.naming()
    part.describe(&keys)
    return keys.named
  }
}

/// Language tags after BCP 47, as far as their form.
package enum LanguageTag {
  /// True for a tag such as `zh`, `zh-Hant`, `pt-BR`, `lzh`, `mul`.
  package static func isWellFormed(_ tag: String) -> Bool {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count),
      first.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return false }
    return parts.dropFirst().allSatisfy {
      (1...8).contains($0.count) && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
  }
}

/// Dates as descriptions write them: a year, a month, a day, a moment.
package enum DateText {
  static func complaint(about text: String) -> String { "“\(text)” is not a date" }
  static let remedy = "write 2026-09-14, 2026-09 or 2026"

  /// True for `2026`, `2026-09`, `2026-09-14` and RFC 3339 moments, when such a day exists.
  package static func isValid(_ text: String) -> Bool {
    let day = text.prefix { $0 != "T" && $0 != " " }
    if day.endIndex < text.endIndex, !isTime(text[text.index(after: day.endIndex)...]) {
      return false
    }
    let parts = day.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0].count == 4,
      parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      parts.dropFirst().allSatisfy({ $0.count == 2 })
    else { return false }
    guard parts.count > 1, let month = Int(parts[1]) else { return parts.count == 1 }
    guard (1...12).contains(month) else { return false }
    guard parts.count > 2, let number = Int(parts[2]), let year = Int(parts[0]) else {
      return parts.count == 2
    }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return number >= 1 && number <= days[month - 1]
  }

  /// True for `09:30`, `09:30:15.25` and either with `Z` or `+08:00` behind it.
  private static func isTime(_ text: Substring) -> Bool {
    var clock = text
    if let zone = text.firstIndex(where: { "Zz+-".contains($0) }) {
      clock = text[..<zone]
      let isUTC = "Zz".contains(text[zone]) && text.index(after: zone) == text.endIndex
      if !isUTC, numbers(text[text.index(after: zone)...], below: [24, 60]) == nil { return false }
    }
    if let fraction = clock.firstIndex(of: ".") {
      let digits = clock[clock.index(after: fraction)...]
      guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
      // 60 is a leap second.
      return numbers(clock[..<fraction], below: [24, 60, 61])?.count == 3
    }
    return numbers(clock, below: [24, 60, 61]).map { $0.count >= 2 } ?? false
  }

  /// Numbers of two digits between colons, each below its limit; `nil` for anything else.
  private static func numbers(_ text: Substring, below limits: [Int]) -> [Int]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= limits.count else { return nil }
    let numbers = parts.compactMap { part in
      part.count == 2 && part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
    }
    let isWithin = zip(numbers, limits).allSatisfy { $0 < $1 }
    return numbers.count == parts.count && isWithin ? numbers : nil
  }
}

extension Unicode.Scalar {
  /// True for control characters other than the usual breaks.
  fileprivate var isProblematicControl: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0: true
    default: false
    }
  }
}
