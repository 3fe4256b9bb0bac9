internal import JSONText

/// The one word in which descriptions keep a value for which people have several: `zh` for `中文`, `text`
/// for `文本`, `legal` for `法律`.
///
/// Filters and facets compare these words, so a value in another one would not be found.
enum KeptWord {
  /// The word for what somebody wrote under a key; the text itself where there is none.
  static func of(_ text: String, under key: String) -> String {
    switch key {
    case "kind": return ValueSpelling.choice(DatasetKind.self, for: text)?.rawValue ?? text
    case "access": return ValueSpelling.choice(AccessLevel.self, for: text)?.rawValue ?? text
    case "languages": return LanguageName.kept(text)
    case "modalities": return ModalityName.canonical(text)
    case "industries": return Industry.named(text)?.id ?? text
    case "sectors":
      let sectors = Industry.sectors(named: text)
      return sectors.count == 1 ? sectors[0] : text
    default: return text
    }
  }

  /// The words for a list, each once.
  static func list(
    _ texts: [String], under key: String, at path: String, _ problems: inout [DatasetProblem]
  ) -> [String] {
    var kept: [String] = []
    for (index, text) in texts.enumerated() {
      let word = of(text, under: key)
      if word != text {
        problems.append(.kept(text, as: word, at: "\(path)[\(index)]"))
        if texts.contains(word) || kept.contains(word) { continue }
      }
      kept.append(word)
    }
    return kept
  }

  /// The pieces of a list that is written in one text, without the spaces around them.
  static func pieces(_ text: String) -> [String] {
    text.split(separator: ",").map { piece in
      var piece = piece
      while piece.first == " " { piece.removeFirst() }
      while piece.last == " " { piece.removeLast() }
      return String(piece)
    }
  }
}

extension DatasetProblem {
  /// Tells that a value is kept in another word than it was written in.
  static func kept(_ text: String, as word: String, at path: String) -> DatasetProblem {
    var problem = DatasetProblem(
      .note, at: path, "“\(text)” is kept as \(word)", remedy: "write \(word)")
    problem.tellsKeptWord = true
    return problem
  }
}

extension Dataset {
  /// Takes a description as somebody wrote it: values in the words that are kept, and what is said of
  /// rights elsewhere among the licences.
  mutating func takeAsWritten(problems: inout [DatasetProblem]) {
    keepWords(problems: &problems)
    takeRightsSaidElsewhere(problems: &problems)
  }

  /// Puts values into the words that are kept for them, and tells which were written in others.
  package mutating func keepWords(problems: inout [DatasetProblem]) {
    languages = KeptWord.list(languages, under: "languages", at: "languages", &problems)
    modalities = KeptWord.list(modalities, under: "modalities", at: "modalities", &problems)
    sectors = KeptWord.list(sectors, under: "sectors", at: "sectors", &problems)
    statedIndustries = KeptWord.list(
      statedIndustries, under: "industries", at: "industries", &problems)
    for index in licenses.indices {
      licenses[index].keepName(at: "licenses[\(index)]", &problems)
    }
    for index in subsets.indices {
      let path = "subsets[\(index)]"
      subsets[index].languages = KeptWord.list(
        subsets[index].languages, under: "languages", at: "\(path).languages", &problems)
      for inner in subsets[index].licenses.indices {
        subsets[index].licenses[inner].keepName(at: "\(path).licenses[\(inner)]", &problems)
      }
    }
    for index in distributions.indices {
      for inner in distributions[index].licenses.indices {
        distributions[index].licenses[inner].keepName(
          at: "distributions[\(index)].licenses[\(inner)]", &problems)
      }
    }
  }
}

extension LicenseStatement {
  /// The id of SPDX, or the name of the table, for what somebody wrote.
  static func keptLabel(of text: String) -> String {
    var license = LicenseStatement(name: text)
    var problems: [DatasetProblem] = []
    license.keepName(at: "", &problems)
    return license.label
  }

  /// Puts the id of SPDX, or the name of the table, in the place of another spelling.
  fileprivate mutating func keepName(at path: String, _ problems: inout [DatasetProblem]) {
    if let spdx {
      guard let known = LicenseTable.spdx(for: spdx), known != spdx else { return }
      self.spdx = known
      problems.append(.kept(spdx, as: known, at: "\(path).spdx"))
    } else if let name {
      let entry = LicenseTable.entry(for: name)
      let word =
        entry.map { $0.spdx ?? $0.name }
        ?? (LicenseTable.namesUnknown(name) ? Self.unknownLabel : name)
      guard word != name else { return }
      spdx = entry?.spdx
      self.name = spdx == nil ? word : nil
      problems.append(.kept(name, as: word, at: "\(path).name"))
    }
  }
}
