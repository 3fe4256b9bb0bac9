/// What a file is by its name that no format claims.
struct UnreadName {
  /// Why it is left out.
  let reason: String
  /// It is named as data is, so leaving it out deserves attention.
  let looksLikeData: Bool

  /// Endings of data that is not read, and what they say.
  private static let data: [(suffix: String, title: String)] = [
    (".arrow", "Arrow"), (".feather", "Feather"), (".orc", "ORC"), (".avro", "Avro"),
    (".arc", "ARC"), (".7z", "a 7z archive"),
    (".rar", "a RAR archive"), (".lzma", "packed as .lzma"), (".z", "packed by compress (.Z)"),
    (".lz", "packed by lzip"), (".lzo", "packed by lzop"),
    (".sz", "packed in Snappy's framing format"),
    (".br", "packed by brotli"), (".age", "encrypted by age"), (".gpg", "encrypted by PGP"),
    (".pgp", "encrypted by PGP"), (".exe", "a program, perhaps with an archive in it"),
    (".xml", "XML"), (".sqlite", "SQLite"), (".db", "a database"),
    (".xlsx", "a spreadsheet"), (".pdf", "PDF"),
    (".epub", "EPUB"), (".tfrecord", "TFRecord"), (".msgpack", "MessagePack"),
  ]
  /// Endings of descriptions.
  private static let descriptions = [
    ".md", ".yaml", ".yml", ".jsonld", ".ttl", ".rdf", ".json",
  ]
  /// What papers that accompany data are called, whatever their ending.
  private static let papers = [
    "readme", "license", "licence", "copying", "notice", "changelog", "citation", "authors",
    "requirements", "md5", "sha",
  ]

  /// - Parameters:
  ///   - name: The last component of a path in lower case, without the suffix of a packing.
  ///   - isPacked: Whether it had one.
  init(_ name: String, isPacked: Bool) {
    if Self.isPaper(name) {
      self.init("a paper beside the data", looksLikeData: false)
    } else if [".txt", ".text"].contains(where: { name.hasSuffix($0) }) {
      self.init("text beside other data; in a folder of its own it is read", looksLikeData: true)
    } else if let known = Self.data.first(where: { name.hasSuffix($0.suffix) }) {
      self.init("\(known.title), which is not read", looksLikeData: true)
    } else if Self.descriptions.contains(where: { name.hasSuffix($0) }) {
      self.init("a description by its name; added by itself it is read", looksLikeData: false)
    } else if isPacked {
      self.init("packed, and not named as what", looksLikeData: true)
    } else {
      self.init("no data by its name", looksLikeData: false)
    }
  }

  /// The file is called as papers that accompany data are.
  static func isPaper(_ name: String) -> Bool { papers.contains { name.hasPrefix($0) } }

  private init(_ reason: String, looksLikeData: Bool) {
    self.reason = reason
    self.looksLikeData = looksLikeData
  }
}
