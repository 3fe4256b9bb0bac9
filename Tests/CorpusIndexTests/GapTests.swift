import CorpusIndex
import TestSupport
import Testing

/// Phrases across what stands between unspaced runs: punctuation, words, the runs' ends.
@Suite struct GapTests {
  private static func count(_ query: String, in texts: [String]) throws -> (UInt64, UInt64?) {
    let folder = ScratchFolder()
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text"], columns: [])
    try index.write(options: options) { writer in
      for text in texts { try writer.append(IndexRecord(texts: ["text": text])) }
    }
    let found = try index.count(query)
    #expect(try index.search(query).total == found.records)
    return (found.records, found.occurrences)
  }

  @Test(arguments: [
    // Lone characters at both sides of a gap: neither a character nor a word may fill it.
    ("\"白，鲸\"", "他说白，鲸来了。", ["白又鲸", "白 whale 鲸", "白鲸", "白。又，鲸"]),
    ("\"白，鲸\"", "白。鲸", ["白", "鲸", "鲸。白"]),
    ("\"连接时，将\"", "连接时，将关闭", ["连接时 abc 将关闭", "连接时就将关闭"]),
    ("\"（一）出\"", "（一）出租", ["（一二）出租", "一出租", "（一）（二）出"]),
    ("\"的。人\"", "是我的。人", ["是我的人", "的人。人的"]),
    // Beside words no gap is asked for.
    ("\"第3条\"", "依照第3条的规定", ["第13条", "第3项", "第，条"]),
    ("\"a白，鲸b\"", "A白，鲸B", ["a白鱼，鲸b", "a白，大鲸b"]),
    // Near each other, wherever they stand in their runs.
    ("\"白 鲸\"~3", "一只白色的鲸鱼", ["白色的，很大的鲸鱼", "白色"]),
  ])
  func `a phrase across a gap finds exactly that`(
    query: String, found: String, others: [String]
  ) throws {
    let (records, occurrences) = try Self.count(query, in: others + [found])
    #expect(records == 1)
    #expect(occurrences == 1)
  }
}
