internal import CatalogService
internal import JSONText

/// A profile as it was stored, laid out for people.
struct ProfilePage {
  let profile: JSON
  /// The dataset's id, for the command that measures anew.
  let id: String

  private func number(_ value: JSON?) -> UInt64? { value?.integer.flatMap { UInt64(exactly: $0) } }

  private func count(_ value: JSON?) -> String { number(value).map(Figures.count) ?? "unknown" }

  private func bytes(_ value: JSON?) -> String { number(value).map(Figures.bytes) ?? "unknown" }

  /// `zh 93 % · en 7 %`.
  private func shares(_ tree: JSON?, limit: Int = 12) -> String {
    let members = tree?.members ?? []
    var parts = members.prefix(limit).map { member in
      let share = member.value.double ?? 0
      let name = member.key == "und" ? "unknown" : member.key
      return "\(name) \(share < 0.0005 ? "< 0.1 %" : Figures.share(share))"
    }
    if members.count > limit { parts.append("\(members.count - limit) more") }
    return parts.joined(separator: " · ")
  }

  /// `the first 1,024 bytes of 1,024 of 41,463 texts: …`; empty where texts were looked at whole.
  private var sample: String {
    guard let seen = profile["text"]?["looked_at"], let texts = number(seen["texts"]),
      let all = number(seen["of"]), let first = number(seen["first_bytes"])
    else { return "" }
    let beginning =
      "languages, scripts, others, tokens: from the first \(Figures.count(first)) bytes of"
    if texts >= all { return beginning + " each text" }
    let points = Figures.decimal(seen["error_points"]?.double ?? 0, places: 1)
    return beginning + " \(Figures.count(texts)) of \(Figures.count(all)) texts,"
      + " ±\(points) points in 19 of 20 cases"
  }

  private var modelTokens: String {
    guard let tokens = profile["model_tokens"] else { return "" }
    if tokens["exact"]?.bool == true {
      return "\(count(tokens["count"])), counted by \(tokens["tokenizer"]?.string ?? "?")"
    }
    let assumed = tokens["assumed_share"]?.double ?? 0
    return "about \(count(tokens["count"])), estimated from characters;"
      + " \(count(tokens["low"])) to \(count(tokens["high"])) depending on the tokenizer"
      + (assumed < 0.005
        ? "" : ", and \(Figures.share(assumed)) of the letters by rates that were not measured")
  }

  private func duplicates(_ tree: JSON) -> String {
    let isExact = tree["exact"]?.bool == true
    if tree["texts"]?.integer == 0, isExact { return "none" }
    return "\(count(tree["texts"])) of the texts stood before"
      + (isExact ? "" : ", ±\(count(tree["error"])), estimated from a sample of the texts")
  }

  private func nearDuplicates(_ tree: JSON) -> String {
    let error = number(tree["error"]) ?? 0
    return "about \(count(tree["texts"])) of the texts share"
      + " \(Figures.share(tree["threshold"]?.double ?? 0)) or more of their runs of three words"
      + " with one before" + (error == 0 ? "" : ", ±\(Figures.count(error))")
  }

  private func length(_ length: JSON) -> String {
    let steps = ["min", "p10", "p50", "p90", "p99", "max"].map { "\($0) \(count(length[$0]))" }
    let mean = Figures.decimal(length["mean"]?.double ?? 0, places: 1)
    return steps.joined(separator: " · ") + " · mean \(mean), in characters"
  }

  /// What is in the texts.
  var rows: [PageRow] {
    let text = profile["text"]
    var rows: [PageRow] = []
    func add(_ label: String, _ value: String) {
      if !value.isEmpty { rows.append(PageRow(label: label, value: value)) }
    }
    add("records", count(profile["records"]))
    if let removed = number(profile["removed"]), removed > 0 {
      add(
        "removed",
        "\(Figures.count(removed)) more are counted below and no longer in the index;"
          + " catalog profile \(id) --again measures what is there")
    }
    add("text", "\(bytes(text?["bytes"])), \(count(text?["characters"])) characters")
    add("tokens", modelTokens)
    if let positions = profile["tokens"], positions.integer ?? 0 > 0 {
      add("positions", "\(count(positions)) in the index, by \(profile["analyzer"]?.string ?? "?")")
    }
    if let empty = text?["empty"], empty.integer ?? 0 > 0 { add("empty", count(empty)) }
    if let tree = text?["duplicates"] { add("duplicates", duplicates(tree)) }
    if let tree = text?["near_duplicates"] {
      add("similar", nearDuplicates(tree))
    } else {
      add("similar", "not compared; catalog profile \(id) --again does")
    }
    if let tree = text?["length"] { add("length", length(tree)) }
    add("languages", shares(text?["languages"]) + ", of the texts by CLD2")
    add("languages", shares(text?["languages_by_characters"]) + ", of the characters")
    add("scripts", shares(text?["scripts"]) + ", of the letters")
    add("others", shares(text?["other_characters"]) + ", of the characters")
    add("looked at", sample)
    add("measured", profile["measured"]?.string ?? "")
    add("as of", profile["as_of"]?.string ?? "")
    return rows
  }

  /// A value that leaves room for others in its line.
  private static func short(_ value: JSON?) -> String {
    let text = value?.scalarText ?? ""
    return text.count > 24 ? text.prefix(23) + "…" : text
  }

  /// `harbour.example 12 · quay.example 3`.
  private func top(_ tree: JSON?, of column: JSON, error: String) -> String {
    let values = (tree?.elements ?? []).map {
      "\(Self.short($0["value"])) \(count($0["count"]))"
    }.joined(separator: " · ")
    guard let low = number(column[error]), !values.isEmpty else { return values }
    return values + " (each up to \(Figures.count(low)) more)"
  }

  /// How long texts are, one line for each doubling, with bars, the longest as wide as it may be.
  func lengths(barWidth width: Int) -> PageSection? {
    let steps = profile["text"]?["length"]?["histogram"]?.elements ?? []
    let most = steps.compactMap { $0["count"]?.double }.max() ?? 0
    return PageSection(
      "lengths", note: "characters of a text",
      columns: [("FROM", true), ("TEXTS", true), ("", false)],
      rows: steps.map { step in
        [
          count(step["from"]), count(step["count"]),
          SummaryChart.bar((step["count"]?.double ?? 0) / max(1, most), width: width),
        ]
      })
  }

  /// Columns of a page below which the table of columns leaves out what takes most room.
  private static let narrow = 72

  /// Fields and columns, filled how far and with what.
  func sections(width: Int = 100) -> [PageSection] {
    let isNarrow = width < Self.narrow
    let records = max(
      1, (profile["records"]?.double ?? 1) + (profile["removed"]?.double ?? 0))
    func filled(_ tree: JSON) -> String {
      Figures.share((tree["filled"]?.double ?? 0) / records)
    }
    let fields = PageSection(
      "text fields", note: nil,
      columns: [
        ("FIELD", false), ("FILLED", true), ("BYTES", true), ("CHARACTERS", true),
        ("MEDIAN", true), ("LONGEST", true),
      ],
      rows: (profile["fields"]?.elements ?? []).map {
        [
          $0["name"]?.string ?? "", filled($0), bytes($0["bytes"]), count($0["characters"]),
          count($0["length"]?["p50"]), count($0["length"]?["max"]),
        ]
      })
    let columns = PageSection(
      "columns", note: isNarrow ? "no room for least, most, mean and hosts" : nil,
      columns: [
        ("COLUMN", false), ("TYPE", false), ("FILLED", true), ("DISTINCT", true), ("LEAST", false),
        ("MOST", false), ("MEAN", true), ("MOST FREQUENT", false), ("HOSTS", false),
      ],
      rows: (profile["columns"]?.elements ?? []).map { column in
        [
          column["name"]?.string ?? "",
          (column["type"]?.string ?? "") + (column["list"]?.bool == true ? ", lists" : ""),
          filled(column),
          (column["distinct_exact"]?.bool == false ? "about " : "") + count(column["distinct"]),
          isNarrow ? "" : Self.short(column["min"]), isNarrow ? "" : Self.short(column["max"]),
          isNarrow ? "" : column["mean"]?.double.map { Figures.decimal($0, places: 3) } ?? "",
          top(column["top"], of: column, error: "top_error"),
          isNarrow ? "" : top(column["hosts"], of: column, error: "hosts_error"),
        ]
      })
    return [fields, columns].compactMap { $0 }
  }
}
