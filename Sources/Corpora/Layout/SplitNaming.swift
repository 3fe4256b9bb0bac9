/// Tells the split and the configuration of files by their paths, after the rules by which the
/// Hugging Face hub names files.
///
/// The first rule that any file follows decides for all: shards `data/NAME-00000-of-00001`, a folder
/// that is called as a split is, a file that is. Words count between the characters `-._ ` and digits,
/// and `dev` and `val` mean `validation`, as `eval` means `test`. The folders above the split are the
/// configuration, where there is more than one of them.
///
/// Source: "Structure your repository", Hugging Face Hub documentation, 2024.
struct SplitNaming {
  /// What a path says.
  struct Finding: Equatable {
    var split: String
    /// The folders above, joined by slashes; empty where there are none.
    var above: String
  }

  /// By path, in the order given; `nil` for a path that says nothing.
  let findings: [Finding?]
  /// The folders above the splits are configurations.
  let hasConfigurations: Bool

  /// - Parameter paths: Below the folder that was named, with slashes.
  init(_ paths: [String]) {
    let parts = paths.map { $0.split(separator: "/").map(String.init) }
    let rules = [Self.shard, Self.folder, Self.file]
    let all = rules.lazy.map { rule in parts.map(rule) }
    findings = all.first { $0.contains { $0 != nil } } ?? paths.map { _ in nil }
    let above = Set(findings.compactMap { $0?.above })
    hasConfigurations = above.count > 1 && !above.contains("") && !above.contains("data")
  }

  /// `data/NAME-00000-of-00005.parquet`, whatever the name is.
  private static func shard(_ parts: [String]) -> Finding? {
    guard parts.count > 1, parts[parts.count - 2] == "data", let name = parts.last else {
      return nil
    }
    let pieces = name.prefix { $0 != "." }.split(separator: "-", omittingEmptySubsequences: false)
    guard pieces.count >= 4, pieces[pieces.count - 2] == "of",
      [pieces[pieces.count - 3], pieces[pieces.count - 1].prefix(5)].allSatisfy({ number in
        number.utf8.count == 5 && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
      })
    else { return nil }
    return Finding(
      split: pieces.dropLast(3).joined(separator: "-"), above: above(parts.dropLast(2)))
  }

  private static func folder(_ parts: [String]) -> Finding? {
    for (index, part) in parts.dropLast().enumerated() {
      if let split = split(in: part) { return Finding(split: split, above: above(parts[..<index])) }
    }
    return nil
  }

  private static func file(_ parts: [String]) -> Finding? {
    guard let name = parts.last, name.contains("."), let split = split(in: name) else { return nil }
    return Finding(split: split, above: above(parts.dropLast()))
  }

  private static func above(_ parts: ArraySlice<String>) -> String {
    parts.joined(separator: "/")
  }

  private static let words: [(split: String, words: [String])] = [
    ("train", ["train", "training"]), ("validation", ["validation", "valid", "dev", "val"]),
    ("test", ["test", "testing", "eval", "evaluation"]),
  ]

  /// Something is called as a split is: `train`, `test_gen`.
  static func isSplit(_ name: String) -> Bool { split(in: name) != nil }

  private static func split(in name: String) -> String? {
    let found = name.lowercased().split { "-._ 0123456789".contains($0) }.map(String.init)
    return words.first { $0.words.contains(where: found.contains) }?.split
  }
}
