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
    /// Bytes that it has; `nil` is unknown.
    public var bytes: Int64?
    /// The dataset of the mixture that it is part of, whose figures hold its own.
    public var partOf: String?

    /// How often each of its tokens is seen; `nil` when one of the numbers is unknown.
    public var timesSeen: Double? {
      guard let taken, let tokens, tokens > 0 else { return nil }
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
  public var tokens: Total { Self.total(of: members, \.tokens) }
  /// Bytes of all of them; a dataset that is part of another one is counted there.
  public var bytes: Total { Self.total(of: members, \.bytes) }

  static func total(of members: [Member], _ figure: KeyPath<Member, Int64?>) -> Total {
    let ids = Set(members.map(\.dataset))
    return Total(
      members.filter { member in !(member.partOf.map(ids.contains) ?? false) }
        .map { $0[keyPath: figure] })
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
              "times_seen": member.timesSeen.map(JSON.measured) ?? .null,
              "part_of": .text(member.partOf),
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
    .keys(["sum": .double(sum), "known": .integer(known), "unknown": .integer(unknown)])
  }
}
