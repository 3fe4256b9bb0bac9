/// The words in which people say which data a licence or an origin concerns.
enum ScopeWords {
  /// Letters and digits alone, without the words that say no more than that it is data; nil for none.
  static func key(_ scope: String) -> String? {
    let words = LicenseWords.words(of: scope)
    let telling = words.filter { !besides.contains($0) }
    let key = (telling.isEmpty ? words : telling).joined()
    return key.isEmpty ? nil : key
  }

  /// Whether a scope means one of the things that have some keys.
  static func mean(_ scope: String, _ keys: Set<String>) -> Bool {
    key(scope).map(keys.contains) ?? false
  }

  /// Whether a scope of a dataset that has some keys means all of its data.
  static func mean(all scope: String, of keys: Set<String>) -> Bool {
    guard let key = key(scope) else { return true }
    return everything.contains(key) || keys.contains(key)
  }

  /// Whether two names may mean one thing: one has all the words of the other, or its letters.
  static func agree(_ one: String, _ other: String) -> Bool {
    // An address in the place of a name leads somewhere and calls nothing.
    if one.contains("://") || one.hasPrefix("www.") { return true }
    let words = (LicenseWords.words(of: one), LicenseWords.words(of: other))
    let sets = (Set(words.0).subtracting(besides), Set(words.1).subtracting(besides))
    if sets.0.isEmpty || sets.1.isEmpty { return false }
    if sets.0.isSubset(of: sets.1) || sets.1.isSubset(of: sets.0) { return true }
    let keys = (words.0.joined(), words.1.joined())
    return keys.0.contains(keys.1) || keys.1.contains(keys.0)
  }

  private static let besides: Set<Substring> = [
    "the", "of", "a", "this", "subset", "part", "split",
  ]

  private static let everything: Set<String> = [
    "all", "alldata", "alldatasets", "alldataset", "allit", "allfiles", "allparts", "allrecords",
    "everything", "whole", "wholedata", "wholedataset", "wholecorpus", "wholecollection", "entire",
    "entiredata", "entiredataset", "entirecorpus", "entirecollection", "data", "dataset", "corpus",
    "full", "fulldata", "fulldataset", "any", "数据", "数据集", "全部", "全部数据", "全部数据集", "全部内容", "所有",
    "所有数据", "所有数据集", "所有内容", "整个数据集", "整体", "整个语料库", "全体数据", "全量数据", "全量", "全集", "语料",
  ]
}
