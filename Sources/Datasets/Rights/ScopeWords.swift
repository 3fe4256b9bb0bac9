/// The words in which people say which data a licence or an origin concerns.
enum ScopeWords {
  /// Letters and digits alone, without the words that say no more than that it is data; nil for none.
  static func key(_ scope: String) -> String? {
    let words = LicenseWords.words(of: scope)
    let telling = words.filter { !besides.contains($0) }
    let key = (telling.isEmpty ? words : telling).joined()
    return key.isEmpty ? nil : key
  }

  /// How a scope concerns something.
  enum Reach: Equatable {
    /// It names it, alone or in a list.
    case named
    /// It speaks of it, or of all but some: what of it is meant is not known.
    case uncertain
    /// It names other things.
    case other
  }

  /// How a scope concerns the thing that has some keys, among them those by which a sentence may speak
  /// of it.
  static func reach(of scope: String, to keys: Set<String>, spokenOfAs own: Set<String>) -> Reach {
    if key(scope).map(keys.contains) ?? false { return .named }
    // What a list leaves out is named in it too.
    if LicenseWords.words(of: scope).contains(where: isOfComplement) { return .uncertain }
    let items = items(of: scope)
    // What stands behind the last name of a list may belong to each: `p and q documentation`.
    if let item = items.first(where: { key($0).map(keys.contains) ?? false }) {
      let count = telling(item).count
      return items.allSatisfy { telling($0).count <= count } ? .named : .uncertain
    }
    return speaks(scope, of: own) ? .uncertain : .other
  }

  /// The things that a scope lists.
  private static func items(of scope: String) -> [String] {
    var items: [String] = []
    for piece in scope.split(whereSeparator: { ",，;；、/+&|\n".contains($0) }) {
      let words = piece.split(whereSeparator: \.isWhitespace)
      items += words.split(whereSeparator: { joints.contains($0.lowercased()) })
        .map { $0.joined(separator: " ") }
    }
    return items.flatMap { item in
      // Chinese joins names without a space.
      ["以及", "和", "与", "及"].reduce([item]) { items, joint in
        items.flatMap { $0.split(separator: joint).map(String.init) }
      }
    }
  }

  private static let joints: Set<String> = ["and", "or", "und", "et", "y", "e"]

  private static func telling(_ item: String) -> [Substring] {
    item.split(whereSeparator: \.isWhitespace).filter {
      !besides.contains(Substring($0.lowercased()))
    }
  }

  /// Whether a run of the words of a scope is one of some names.
  private static func speaks(_ scope: String, of keys: Set<String>) -> Bool {
    let words = scope.split { $0.isWhitespace || ",，;；、/:：()（）".contains($0) }.map {
      key(String($0)) ?? ""
    }
    for start in words.indices {
      var run = ""
      for word in words[start...].prefix(8) {
        run += word
        if keys.contains(run) { return true }
      }
    }
    // Chinese has no spaces; one character alone is in too many words.
    return keys.contains { key in
      key.count > 1 && key.unicodeScalars.allSatisfy { $0.value >= 0x2E80 }
        && words.contains { $0.contains(key) }
    }
  }

  /// Whether a word names things by what they are not.
  private static func isOfComplement(_ word: Substring) -> Bool {
    complements.contains(word)
      || ["除", "以外", "之外", "不含", "不包", "其余", "其他", "其它"].contains(where: word.contains)
  }

  private static let complements: Set<Substring> = [
    "but", "except", "excepting", "excluding", "without", "not", "besides", "rest", "remaining",
    "remainder", "other", "others", "otherwise", "apart", "minus", "non", "save",
  ]

  /// Whether a scope of a dataset that has some keys means all of its data.
  static func mean(all scope: String, of keys: Set<String>) -> Bool {
    guard let key = key(scope) else { return true }
    return everything.contains(key) || keys.contains(key)
  }

  /// Whether somebody may mean a dataset by a name: all words of it, or its letters, are those of one of
  /// the dataset's names.
  ///
  /// People shorten names; a word more makes another dataset.
  static func agree(_ name: String, with known: String) -> Bool {
    // An address in the place of a name leads somewhere and calls nothing.
    if name.contains("://") || name.hasPrefix("www.") { return true }
    let words = (LicenseWords.words(of: name), LicenseWords.words(of: known))
    if words.0.isEmpty { return false }
    let telling = Set(words.0).subtracting(besides)
    return !telling.isEmpty && telling.isSubset(of: words.1) || words.0.joined() == words.1.joined()
  }

  private static let besides: Set<Substring> = [
    "the", "of", "a", "this", "subset", "part", "split",
  ]

  private static let everything: Set<String> = [
    "all", "alldata", "alldatasets", "alldataset", "allit", "allfiles", "allparts", "allsubsets",
    "allsplits", "allrecords", "each", "every",
    "everything", "whole", "wholedata", "wholedataset", "wholecorpus", "wholecollection", "entire",
    "entiredata", "entiredataset", "entirecorpus", "entirecollection", "data", "dataset", "corpus",
    "full", "fulldata", "fulldataset", "any", "数据", "数据集", "全部", "全部数据", "全部数据集", "全部内容", "所有",
    "所有数据", "所有数据集", "所有内容", "整个数据集", "整体", "整个语料库", "全体数据", "全量数据", "全量", "全集", "语料",
  ]
}
