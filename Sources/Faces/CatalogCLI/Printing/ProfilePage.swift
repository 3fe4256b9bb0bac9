internal import CatalogService
internal import JSONText

/// A profile as it was stored, laid out for people.
struct ProfilePage {
  let profile: JSON

  init(_ profile: JSON) { self.profile = profile }

  private func count(_ value: JSON?) -> String {
    value?.integer.flatMap { UInt64(exactly: $0) }.map(Figures.count) ?? "unknown"
  }

  private func bytes(_ value: JSON?) -> String {
    value?.integer.flatMap { UInt64(exactly: $0) }.map(Figures.bytes) ?? "unknown"
  }

  /// `zh 93 % · en 7 %`.
  private func shares(_ tree: JSON?) -> String {
    (tree?.members ?? []).map { member in
      let share = member.value.double ?? 0
      return "\(member.key) \(share < 0.0005 ? "< 0.1 %" : Figures.share(share))"
    }.joined(separator: " · ")
  }

  /// What is in the texts.
  var rows: [PageRow] {
    let text = profile["text"]
    let length = text?["length"]
    var rows: [PageRow] = []
    func add(_ label: String, _ value: String) {
      if !value.isEmpty { rows.append(PageRow(label: label, value: value)) }
    }
    add("records", count(profile["records"]))
    add("text", "\(bytes(text?["bytes"])), \(count(text?["characters"])) characters")
    if let tokens = profile["tokens"], tokens.integer ?? 0 > 0 {
      add("tokens", "\(count(tokens)) positions, by \(profile["analyzer"]?.string ?? "?")")
    }
    if let empty = text?["empty"], empty.integer ?? 0 > 0 { add("empty", count(empty)) }
    if let duplicates = text?["duplicates"] {
      let isExact = duplicates["exact"]?.bool == true
      add(
        "duplicates",
        duplicates["texts"]?.integer == 0 && isExact
          ? "none"
          : "\(count(duplicates["texts"])) of the texts stood before"
            + (isExact ? "" : ", estimated from a sample"))
    }
    if let length {
      let steps = ["min", "p10", "p50", "p90", "p99", "max"].map {
        "\($0) \(count(length[$0]))"
      }
      add("length", steps.joined(separator: " · ") + ", in characters")
    }
    add("languages", shares(text?["languages"]) + ", guessed per record")
    add("scripts", shares(text?["scripts"]) + ", of the letters")
    add("others", shares(text?["other_characters"]) + ", of the characters")
    add("as of", profile["as_of"]?.string ?? "")
    return rows
  }

  /// A value that leaves room for others in its line.
  private static func short(_ value: JSON?) -> String {
    let text = value?.scalarText ?? ""
    return text.count > 24 ? text.prefix(23) + "…" : text
  }

  /// Fields and columns, filled how far and with what.
  var sections: [PageSection] {
    let records = max(1, profile["records"]?.double ?? 1)
    func filled(_ tree: JSON) -> String {
      Figures.share((tree["filled"]?.double ?? 0) / records)
    }
    let fields = PageSection(
      "text fields", note: nil,
      columns: [("FIELD", false), ("FILLED", true), ("BYTES", true)],
      rows: (profile["fields"]?.elements ?? []).map {
        [$0["name"]?.string ?? "", filled($0), bytes($0["bytes"])]
      })
    let columns = PageSection(
      "columns", note: nil,
      columns: [
        ("COLUMN", false), ("TYPE", false), ("FILLED", true), ("DISTINCT", true), ("LEAST", false),
        ("MOST", false), ("MEAN", true), ("MOST FREQUENT", false),
      ],
      rows: (profile["columns"]?.elements ?? []).map { column in
        [
          column["name"]?.string ?? "",
          (column["type"]?.string ?? "") + (column["list"]?.bool == true ? ", lists" : ""),
          filled(column),
          (column["distinct_exact"]?.bool == false ? "about " : "") + count(column["distinct"]),
          Self.short(column["min"]), Self.short(column["max"]),
          column["mean"]?.double.map { Figures.decimal($0, places: 3) } ?? "",
          (column["top"]?.elements ?? []).map {
            "\(Self.short($0["value"])) \(count($0["count"]))"
          }.joined(separator: " · "),
        ]
      })
    return [fields, columns].compactMap { $0 }
  }
}
