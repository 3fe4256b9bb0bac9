internal import Datasets
internal import JSONText

/// How much the datasets of a mixture come to, and how often a model sees each of them.
public struct MixtureFigures: Sendable {
  /// One dataset of the mixture.
  public struct Member: Sendable {
    /// Its id.
    public var dataset: String
    /// The share of the mixture that it is, from 0 to 1; `nil` when nothing was said of it.
    public var share: Double?
    /// Tokens of it to be trained on; `nil` when nothing was said of it.
    public var taken: Double?
    /// Tokens that it has; `nil` is unknown.
    public var tokens: Int64?
    /// What its description says against taking that number for exact.
    var doubts = FigureDoubts()
    /// Bytes that it has; `nil` is unknown.
    public var bytes: Int64?
    /// The dataset of the mixture that it is part of, whose figures hold its own.
    public var partOf: String?

    /// How often each of its tokens is seen; `nil` when one of the numbers is unknown.
    public var timesSeen: Double? {
      tokens.flatMap { timesSeen(of: $0) }
    }

    private func timesSeen(of tokens: Int64) -> Double? {
      guard let taken, tokens > 0 else { return nil }
      return taken / Double(tokens)
    }
  }

  /// A sum with what is missing from it.
  public struct Total: Sendable {
    /// The sum of what is known.
    public var sum: Double = 0
    /// Datasets that say it.
    public var known = 0
    /// Datasets that do not.
    public var unknown = 0
    /// Of those that say it, datasets with an estimate, a bound or figures that differ; `nil` where
    /// that was not asked.
    public var doubtful: Int?

    init(_ values: [Int64?]) {
      for value in values {
        if let value {
          sum += Double(value)
          known += 1
        } else {
          unknown += 1
        }
      }
    }
  }

  /// What is left when some datasets are taken out.
  public struct Remainder: Sendable {
    /// The datasets taken out.
    public var without: [String]
    /// Those that are left.
    public var datasets: [String]
    /// The verdict on them together, in words.
    public var verdict: String
    /// The same as a word of conditions and JSON.
    var verdictName: String
    /// Tokens of those that are left.
    public var tokens: Total
    /// Bytes of those that are left.
    public var bytes: Total
  }

  /// The mixture's name, when it has one.
  public var name: String?
  /// Tokens to be trained on altogether.
  public var totalTokens: Double?
  /// The datasets, each once.
  public var members: [Member]
  /// Datasets that were named more than once.
  public var repeated: [String]
  /// What is left without the datasets that stand in the way, the fewest taken out first.
  public var remainders: [Remainder] = []

  /// Tokens of all of them; a dataset that is part of another one is counted there.
  public var tokens: Total { Self.tokens(of: members) }
  /// Bytes of all of them; a dataset that is part of another one is counted there.
  public var bytes: Total { Self.bytes(of: members) }

  static func tokens(of members: [Member]) -> Total {
    let counted = counted(members)
    var total = Total(counted.map(\.tokens))
    total.doubtful = counted.count { $0.isDoubtful }
    return total
  }

  static func bytes(of members: [Member]) -> Total { Total(counted(members).map(\.bytes)) }

  private static func counted(_ members: [Member]) -> [Member] {
    let ids = Set(members.map(\.dataset))
    return members.filter { member in !(member.partOf.map(ids.contains) ?? false) }
  }
}

extension MixtureFigures.Member {
  /// The number of tokens is an estimate or a bound, or others are given too.
  var isDoubtful: Bool { doubts.precision != nil || doubts.range != nil }

  /// The same in sentences, with what it does to how often each is seen.
  public var doubtSentences: [String] {
    guard let tokens, let count = UInt64(exactly: tokens).map(Figures.count) else { return [] }
    var sentences: [String] = []
    switch doubts.precision {
    case .about: sentences.append("its number of tokens is an estimate: about \(count)")
    case .atLeast: sentences.append("its number of tokens is a lower bound: at least \(count)")
    case .atMost: sentences.append("its number of tokens is an upper bound: at most \(count)")
    case .exact, nil: break
    }
    if let range = doubts.range {
      var sentence =
        "its description gives \(Figures.count(UInt64(range.lowerBound))) to "
        + "\(Figures.count(UInt64(range.upperBound))) tokens"
      if let few = timesSeen(of: range.upperBound), let many = timesSeen(of: range.lowerBound) {
        sentence += ": each is seen \(Figures.times(few)) to \(Figures.times(many)) times"
      }
      sentences.append(sentence)
    }
    if let tokenizer = doubts.tokenizer { sentences.append("its tokens are those of \(tokenizer)") }
    if let note = doubts.note { sentences.append("said of its tokens: \(note)") }
    return sentences
  }
}

extension MixtureFigures {
  /// By which tokenizers the tokens were counted, `nil` for one that is not named, each with the number
  /// of datasets; empty where no number of tokens is known.
  public var tokenizers: [(name: String?, datasets: Int)] {
    var found: [(name: String?, datasets: Int)] = []
    for member in members where member.tokens != nil {
      let index = found.firstIndex { $0.name == member.doubts.tokenizer } ?? found.count
      if index == found.count { found.append((member.doubts.tokenizer, 0)) }
      found[index].datasets += 1
    }
    return found
  }
}

extension MixtureFigures {
  /// The keys that a mixture adds to an answer about rights.
  var tree: [JSON.Member] {
    [
      .init("mixture", .text(name)),
      .init("tokens_to_train", totalTokens.map(JSON.double) ?? .null),
      .init("repeated", .strings(repeated)),
      .init("totals", .keys(["tokens": tokens.tree, "bytes": bytes.tree])),
      .init(
        "members",
        .array(
          members.map { member in
            .keys([
              "dataset": .string(member.dataset), "share": member.share.map(JSON.double) ?? .null,
              "taken": member.taken.map(JSON.double) ?? .null, "tokens": .number(member.tokens),
              "bytes": .number(member.bytes),
              "times_seen": member.timesSeen.map(JSON.double) ?? .null,
              "part_of": .text(member.partOf),
              "tokens_precision": .text(member.doubts.precision?.rawValue),
              "tokens_least": .number(member.doubts.range?.lowerBound),
              "tokens_most": .number(member.doubts.range?.upperBound),
              "tokenizer": .text(member.doubts.tokenizer),
              "tokens_note": .text(member.doubts.note),
            ])
          })),
      .init(
        "left",
        .array(
          remainders.map { remainder in
            .keys([
              "without": .strings(remainder.without), "datasets": .strings(remainder.datasets),
              "verdict": .string(remainder.verdictName), "tokens": remainder.tokens.tree,
              "bytes": remainder.bytes.tree,
            ])
          })),
    ]
  }
}

extension MixtureFigures.Total {
  var tree: JSON {
    var members: [JSON.Member] = [
      .init("sum", .double(sum)), .init("known", .integer(known)),
      .init("unknown", .integer(unknown)),
    ]
    if let doubtful { members.append(.init("doubtful", .integer(doubtful))) }
    return .object(members)
  }
}
