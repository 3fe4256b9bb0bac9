internal import CatalogService
internal import Datasets

extension DatasetPage {
  /// What a dataset has several of, each kind as a table; empty ones are left out.
  var sections: [PageSection] {
    let described = [figures, licences, parts, versions, fields, files].compactMap { $0 }
    guard let profile = dataset.profile.map({ ProfilePage(profile: $0, id: page.id) }) else {
      return described
    }
    // What was measured in the data: lines first, then its columns.
    let measured = PageSection(
      "measured", note: "catalog profile \(page.id)", columns: [("WHAT", false), ("VALUE", false)],
      rows: profile.rows.map { [$0.label, $0.value] })
    return described + [measured].compactMap { $0 } + profile.sections()
  }

  /// Every figure that anybody gave, side by side: where they contradict each other, all stand.
  private var figures: PageSection? {
    PageSection(
      "figures", note: Self.contradictions(dataset.measures),
      columns: [
        ("WHAT", false), ("VALUE", true), ("BASIS", false), ("OF", false), ("AS OF", false),
        ("SAID", false), ("SOURCE", false),
      ],
      rows: dataset.measures.map { measure in
        [
          measure.metric, Self.value(of: measure),
          measure.basis == .unknown ? "" : measure.basis.rawValue, measure.scope ?? "",
          measure.asOf ?? "",
          [measure.stated.map { "“\($0)”" }, measure.note, measure.tokenizer].compactMap { $0 }
            .joined(separator: "; "), sources.mark(measure.source),
        ]
      })
  }

  /// `bytes differ by a factor of 3.4 (10.3 TB to 35 TB)`, for figures about the whole.
  static func contradictions(_ measures: [Measure]) -> String? {
    var metrics: [String] = []
    for measure in measures where !metrics.contains(measure.metric) {
      metrics.append(measure.metric)
    }
    let sentences = metrics.compactMap { metric -> String? in
      guard let (least, most) = measures.spread(of: metric), let low = least.count,
        let high = most.count
      else { return nil }
      let factor = Double(high) / Double(low)
      return "\(metric) differ by a factor of \(Figures.decimal(factor, places: 1))"
        + ", from \(value(of: least)) to \(value(of: most))"
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: "; ")
  }

  /// A figure in its unit, bytes scaled: `about 35 TB`.
  static func value(of measure: Measure) -> String {
    guard let value = measure.value else { return "" }
    var text =
      UInt64(exactly: value).map(Figures.count) ?? Figures.decimal(value, places: 3)
    if measure.metric == Measure.Metric.bytes, let count = measure.count {
      text = UInt64(exactly: count).map(Figures.bytes) ?? text
    } else if let unit = measure.unit {
      text += " " + unit
    }
    switch measure.precision {
    case .about: return "about " + text
    case .atLeast: return "at least " + text
    case .atMost: return "at most " + text
    case .exact, nil: return text
    }
  }

  /// Licences with what each allows and asks.
  private var licences: PageSection? {
    let statements = dataset.licenses
    let isMixed = Set(statements.map(\.facts.use)).count > 1
    return PageSection(
      "licences",
      note: isMixed ? "catalog license check \(page.id) says what they mean together" : nil,
      columns: [
        ("LICENCE", false), ("USE", false), ("ATTRIBUTION", false), ("SHARE-ALIKE", false),
        ("FOR", false), ("SAID", false), ("SOURCE", false),
      ],
      rows: statements.map { statement in
        let facts = statement.facts
        return [
          statement.label(in: language), facts.useText, Self.answer(facts.attribution),
          Self.answer(facts.shareAlike), Self.concern(of: statement),
          (facts.conditions.filter { $0 != .askForCommercialUse }.map(\.rawValue)
            + [statement.reason, statement.note].compactMap(\.self))
            .joined(separator: "; "),
          sources.mark(statement),
        ]
      })
  }

  /// What a licence was said of, which part it covers, and who says it where that is not the
  /// publisher.
  private static func concern(of license: LicenseStatement) -> String {
    [
      license.subject?.rawValue, license.scope ?? license.parts.first,
      license.speaker.map { "says the \($0.rawValue)" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  private static func answer(_ fact: Bool?) -> String {
    fact.map { $0 ? "yes" : "no" } ?? "unknown"
  }

  /// Parts with their sizes, and what they come to together.
  private var parts: PageSection? {
    let subsets = dataset.subsets
    func figure(_ subset: Subset, _ metric: String) -> String {
      subset.measures.leading(metric).map(Self.value) ?? ""
    }
    return PageSection(
      "parts", note: Self.sum(of: subsets),
      columns: [
        ("PART", false), ("KIND", false), ("BYTES", true), ("RECORDS", true), ("TOKENS", true),
        ("LANGUAGES", false), ("IN", false), ("DATASET", false), ("LICENCES", false),
        ("ABOUT", false),
      ],
      rows: subsets.map { subset in
        [
          subset.name, subset.kind.map(\.rawValue) ?? "", figure(subset, Measure.Metric.bytes),
          figure(subset, Measure.Metric.records), figure(subset, Measure.Metric.tokens),
          subset.languages.joined(separator: ", "), subset.parent ?? "", subset.dataset ?? "",
          subset.licenses.map { $0.label(in: language) }.joined(separator: ", "),
          [subset.meaning, subset.description.text() ?? subset.title.text(), subset.note]
            .compactMap { $0 }.joined(separator: "; "),
        ]
      })
  }

  /// `10 parts, together 34.2 TB and 9,810,292,873 records`, when each of them says.
  private static func sum(of subsets: [Subset]) -> String? {
    let parts = subsets.filter { $0.kind == .subset && $0.parent == nil }
    guard parts.count > 1 else { return nil }
    func total(_ metric: String) -> UInt64? {
      let counts = parts.compactMap { $0.measures.leading(metric)?.count }
      guard counts.count == parts.count else { return nil }
      return UInt64(
        exactly: counts.reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue })
    }
    let sums = [
      total(Measure.Metric.bytes).map(Figures.bytes),
      total(Measure.Metric.records).map { Figures.records($0) },
    ].compactMap { $0 }
    let number = "\(parts.count) parts"
    return sums.isEmpty ? number : "\(number), together \(sums.joined(separator: " and "))"
  }

  private var versions: PageSection? {
    PageSection(
      "versions", note: nil,
      columns: [
        ("VERSION", false), ("RELEASED", false), ("DATASET", false), ("REVISION", false),
        ("ABOUT", false),
      ],
      rows: dataset.versions.map {
        [$0.version, $0.released ?? "", $0.dataset ?? "", $0.revision ?? "", $0.note ?? ""]
      })
  }

  /// The record's schema, fields inside fields by their path.
  private var fields: PageSection? {
    guard let schema = dataset.schema else { return nil }
    func rows(_ fields: [DataField], inside path: String) -> [[String]] {
      fields.flatMap { field in
        let name = path + (field.path ?? field.name)
        let row = [
          name, (field.type ?? "") + (field.isRepeated == true ? " …" : ""),
          field.role.map(\.rawValue) ?? "", field.description ?? "",
        ]
        return [row] + rows(field.fields, inside: name + ".")
      }
    }
    return PageSection(
      "fields", note: schema.note,
      columns: [("FIELD", false), ("TYPE", false), ("ROLE", false), ("ABOUT", false)],
      rows: rows(schema.fields, inside: ""))
  }

  private var files: PageSection? {
    PageSection(
      "files", note: nil,
      columns: [
        ("FILE", false), ("FORMAT", false), ("BYTES", true), ("HOLDS", false), ("CHECKSUM", false),
        ("ABOUT", false),
      ],
      rows: dataset.distributions.map { file in
        let patterns = file.includes.joined(separator: " ")
        return [
          file.path ?? file.url ?? file.accessURL ?? file.name ?? file.id ?? patterns,
          [file.format ?? file.mediaType, file.compression].compactMap { $0 }
            .joined(separator: ", "),
          file.bytes.flatMap { UInt64(exactly: $0) }.map(Figures.bytes) ?? "",
          file.content.map(\.rawValue) ?? "",
          file.checksums.map { "\($0.algorithm ?? "?") \($0.value ?? "?")" }
            .joined(separator: ", "),
          [file.description, file.note].compactMap { $0 }.joined(separator: "; "),
        ]
      })
  }
}
