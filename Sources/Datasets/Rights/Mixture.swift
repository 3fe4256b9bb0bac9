package import JSONText
internal import QueryLanguage
internal import Records

/// Datasets that are to be trained on together, and how much of each.
package struct Mixture: DescriptionPart {
  package var name: String?
  /// What it is for, as people write a purpose.
  package var use: String?
  /// Tokens to be trained on altogether, as people write counts.
  package var tokens: String?
  package var datasets: [Portion] = []
  package var extra: [JSON.Member] = []

  /// One dataset of the mixture.
  package struct Portion: DescriptionPart {
    package var dataset: String = ""
    /// Its share, in whatever unit all of them are written.
    package var weight: Double?
    /// Tokens of it to be trained on, as people write counts.
    package var tokens: String?
    package var extra: [JSON.Member] = []

    package init() {}

    package mutating func describe(_ keys: inout DescriptionKeys) {
      keys.text("dataset", &dataset)
      keys.number("weight", &weight)
      keys.text("tokens", &tokens)
    }

    package static func short(_ text: String) -> Portion? {
      var portion = Portion()
      portion.dataset = text
      return portion
    }

    package var shortText: String? { weight == nil && tokens == nil ? dataset : nil }
  }

  package init() {}

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("mixture", &name)
    keys.text("use", &use)
    keys.text("tokens", &tokens)
    keys.parts("datasets", &datasets)
  }
}

extension Mixture {
  /// Reads a mixture from YAML or JSON.
  ///
  /// - Returns: The mixture, with everything that is wrong or doubtful in it and where.
  /// - Throws: ``SyntaxError`` for a file that is neither.
  package static func read(
    _ bytes: [UInt8]
  ) throws(SyntaxError) -> (mixture: Mixture, problems: [DatasetProblem]) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SyntaxError(
        format: "text", place: TextPosition(line: 1 + bytes.count { $0 == 0x0A }, column: 1),
        message: "the file is not UTF-8", remedy: "store it as UTF-8")
    }
    let isJSON = text.first { !$0.isWhitespace } == "{"
    let document = try isJSON ? ParsedDocument(json: bytes) : YAMLReader.readWithPlaces(text)
    var problems: [DatasetProblem] = []
    let mixture = Mixture(reading: document.value, problems: &problems)
    problems += mixture.validate()
    return (mixture, problems.located(in: document))
  }

  /// The tokens to be trained on altogether: as stated, else the sum of those of the portions.
  package var totalTokens: Double? {
    if let tokens { return QuantityParser.parse(tokens)?.double }
    let counts = datasets.compactMap(\.tokenCount)
    return counts.isEmpty ? nil : counts.reduce(0, +)
  }

  private func validate() -> [DatasetProblem] {
    var problems: [DatasetProblem] = []
    func add(
      _ severity: DatasetProblem.Severity, _ path: String, _ message: String, _ remedy: String
    ) {
      problems.append(DatasetProblem(severity, at: path, message, remedy: remedy))
    }
    if datasets.isEmpty {
      add(.error, "datasets", "the mixture names no dataset", "write datasets: [ID, …]")
    }
    if let use, RightsPurpose(name: use) == nil {
      add(
        .error, "use", "“\(use)” is no purpose",
        "use one of \(RightsPurpose.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    for member in extra {
      add(.warning, member.key, "“\(member.key)” is no key of a mixture", "take it out")
    }
    check(tokens, at: "tokens", add)
    for (index, portion) in datasets.enumerated() {
      let path = "datasets[\(index)]"
      if portion.dataset.isEmpty {
        add(.error, path, "the dataset is not named", "write dataset: ID")
      }
      if let weight = portion.weight, !(weight > 0 && weight <= Self.largest) {
        add(
          .error, "\(path).weight", "a weight is above 0 and at most 1e18",
          "write a number such as 0.3")
      }
      check(portion.tokens, at: "\(path).tokens", add)
      for member in portion.extra {
        add(
          .warning, "\(path).\(member.key)", "“\(member.key)” is no key of a mixture's dataset",
          "write dataset:, weight: or tokens:")
      }
    }
    let weighted = datasets.count { $0.weight != nil }
    let counted = datasets.count { $0.tokens != nil }
    if weighted > 0, counted > 0 {
      add(
        .error, "datasets", "some datasets have weights and others numbers of tokens",
        "give all of them the one or the other")
    } else if max(weighted, counted) > 0, max(weighted, counted) < datasets.count {
      add(
        .error, "datasets", "some datasets say how much of them is used and others do not",
        "say it of all of them, or of none")
    }
    if counted > 0, tokens != nil {
      add(
        .error, "tokens", "the number of all tokens follows from those of the datasets",
        "take one of the two out, or give weights")
    }
    return problems
  }

  /// Sums of any such numbers are numbers.
  private static let largest = 1e18

  private func check(
    _ count: String?, at path: String,
    _ add: (DatasetProblem.Severity, String, String, String) -> Void
  ) {
    guard let count else { return }
    if let number = QuantityParser.parse(count)?.double, number > 0, number <= Self.largest {
      return
    }
    add(.error, path, "“\(count)” is no number of tokens", "write for example 300B, 1.5T or 2e9")
  }
}

extension Mixture.Portion {
  /// The tokens of it to be trained on, as a number.
  package var tokenCount: Double? { tokens.flatMap { QuantityParser.parse($0)?.double } }
}
