internal import CatalogService
internal import Foundation

/// Sentences of the catalogue in the language of a page.
///
/// The catalogue speaks English: its sentences are the same on a terminal, in JSON and here. Those that
/// a reader of the pages meets in ordinary use are put into Chinese; any other one is shown as it is and
/// marked as English, so that it is read out and hyphenated as such.
enum PageSentences {
  /// A sentence of the catalogue.
  static func shown(_ sentence: String, _ context: PageContext) -> HTML {
    guard context.language == "zh" else { return HTML(text: sentence) }
    return chinese(sentence).map { HTML(text: $0) } ?? english(sentence, context)
  }

  /// A text that is English whatever the language of the page is.
  static func english(_ text: String, _ context: PageContext) -> HTML {
    context.language == "en" ? HTML(text: text) : "<span lang=\"en\">\(text)</span>"
  }

  /// A remark with what to write instead.
  static func shown(_ notice: Notice, _ context: PageContext) -> HTML {
    let suggestion = notice.query?.suggestion.map { " — " + shown($0, context) } ?? ""
    return shown(notice.message, context) + suggestion
  }

  /// What went wrong, and what was expected instead.
  static func shown(_ error: CatalogError, _ context: PageContext) -> HTML {
    let expected = error.query?.expected.map { expected -> HTML in
      "\(context.say("; expected ", "；应为："))\(shown(expected, context))"
    }
    return shown(error.message, context) + (expected ?? "")
  }

  /// How a dataset leads to another, in words.
  static func path(_ path: String, _ context: PageContext) -> HTML {
    guard context.language == "zh" else { return HTML(text: path) }
    // Ids have neither commas nor spaces.
    return HTML(text: links.reduce(path) { $0.replacing(", \($1.english) ", with: $1.chinese) })
  }

  private static let links: [(english: String, chinese: String)] = [
    ("part of", "，属于 "), ("with its part", "，包含 "), ("made from", "，取自 "), ("about", "，标注 "),
    ("an edition of", "，版本出自 "),
  ]

  /// A sentence in Chinese; `nil` for one that is not known.
  static func chinese(_ sentence: String) -> String? {
    if let known = whole(sentence) { return known }
    // What a licence asks, one thing behind the other.
    for joint in ["; ", ", "] where sentence.contains(joint) {
      let parts = sentence.components(separatedBy: joint).map { whole($0) ?? clauses[$0] }
      let known = parts.compactMap { $0 }
      if known.count == parts.count { return known.joined(separator: "，") }
    }
    // A sentence about something that is named in front of it.
    guard let colon = sentence.firstRange(of: ": "),
      let rest = chinese(String(sentence[colon.upperBound...]))
    else { return nil }
    return sentence[..<colon.lowerBound] + "：" + rest
  }

  private static func whole(_ sentence: String) -> String? {
    for (pattern, words) in sentences {
      if let values = pattern.values(in: sentence) { return words.filled(with: values) }
    }
    return nil
  }

  /// A sentence with holes.
  private struct Pattern {
    var pieces: [String]

    init(_ text: String) { pieces = text.components(separatedBy: "{}") }

    /// What stands in the holes of a sentence; `nil` for another sentence.
    func values(in sentence: String) -> [String]? {
      guard let first = pieces.first, let last = pieces.last, sentence.hasPrefix(first) else {
        return nil
      }
      if pieces.count == 1 { return sentence == first ? [] : nil }
      var rest = sentence.dropFirst(first.count)
      guard rest.hasSuffix(last) else { return nil }
      rest = rest.dropLast(last.count)
      var values: [String] = []
      for piece in pieces.dropFirst().dropLast() {
        guard let place = rest.firstRange(of: piece) else { return nil }
        values.append(String(rest[..<place.lowerBound]))
        rest = rest[place.upperBound...]
      }
      return values + [String(rest)]
    }

    /// The sentence with something in its holes.
    func filled(with values: [String]) -> String {
      zip(pieces, values + [""]).map { $0 + $1 }.joined()
    }
  }

  /// Parts of what a licence asks.
  private static let clauses: [String: String] = [
    "the licence asks for attribution": "许可要求署名",
    "forbids use for commercial advantage": "禁止商业使用",
    "forbids passing on adapted material": "禁止分发修改后的内容",
    "asks for the same licence on adapted material": "修改后的内容须沿用同一许可",
  ]

  private static let sentences = table.map { (Pattern($0.key), Pattern($0.value)) }

  /// In English, with `{}` for what is named, and in Chinese with the same in the same order.
  private static let table: KeyValuePairs<String, String> = [
    // Verdicts.
    "no licence is stated": "未说明许可",
    "no licence is stated for the content": "未说明内容的许可",
    "no licence is stated for {}": "未说明 {} 的许可",
    "only others say what the licence is, not the publisher": "许可只见于他人说法，发布者未说明",
    "the licence of the repository does not say whether it means the data": "仓库的许可未说明是否适用于数据",
    "the licence of the code says nothing of the data": "代码的许可不涉及数据",
    "varies by component": "各组成部分许可不同",
    "grants nothing in the pages themselves: each keeps the rights of its owner":
      "对网页内容本身不授予任何权利，权利仍归各自所有者",
    "where it comes from is not stated": "未说明来源",
    "that it is an original work is inferred, not stated": "是否为原创作品属推断，并无说明",
    "not in the catalogue, so its licence is not known": "不在目录中，许可未知",
    "{} as a whole, but some subsets may stand under other agreements": "整体为 {}，但部分子集可能适用其他协议",
    "commercial use needs the publisher's permission: ask for it": "商业使用须经发布者许可，请先申请",
    "the agreement must be accepted before files open, and its text was not read":
      "打开文件前须接受协议，协议内容未经查阅",
    "the protocol must be accepted before files open, and its text was not read":
      "打开文件前须接受协议，协议内容未经查阅",
    "version not stated": "未说明版本",
    "for academic use only, not for commercial use": "仅限学术使用，不得商业使用",
    "for non-commercial research": "用于非商业研究",
    "for research only": "仅限研究",
    "intended solely for research and education": "仅供研究和教学",
    "for non-commercial research only": "仅限非商业研究",
    "for non-commercial research only; the documents keep their owners' rights":
      "仅限非商业研究，文档权利仍归其所有者",
    "free use, acknowledgement appreciated": "可自由使用，欢迎致谢",
    "academic use; commercial use on application": "可学术使用，商业使用须申请",
    "{} and {} state different licences; which one holds is not settled": "{} 与 {} 所述许可不同，尚无定论",
    "“{}” is not a licence whose terms the table knows": "“{}”的条款不在许可表中",
    "no licence is named": "未指明许可",
    "what this means for the use of the data is unknown: “{}”": "这对数据的使用意味着什么尚不清楚：“{}”",
    "its words are “{}”": "原文为“{}”",
    "whether this covers the part is not stated": "未说明是否涵盖该部分",
    "whether it may be passed on is not known": "能否分发未知",
    "adapted material must not be passed on": "不得分发修改后的内容",
    "the data must not be passed on": "不得分发数据",
    "{} datasets together": "{} 个数据集合计",
    "several licences ask for themselves on what is made from the data ({}); one work can hardly satisfy all":
      "多个许可都要求成果沿用自身（{}），一件作品难以同时满足",
    // What is said of searches and lists.
    "no dataset is indexed, so no record was looked at": "没有已索引的数据集，未查看任何记录",
    "no index could be opened, so no record was looked at": "索引都无法打开，未查看任何记录",
    "no record has “{}” in {}": "没有记录有“{}”（列 {}）",
    "“{}” holds no word that is indexed, so it finds nothing": "“{}”中没有可索引的词，找不到任何内容",
    "stopped after {} seconds: the answer is partial": "已在 {} 秒后停止，结果不完整",
    "no time was left for the passages of {} hits": "时间已到，{} 条结果没有摘录",
    "the index has changed since the page before, so hits may be there twice or be missing":
      "翻页期间索引有变化，结果可能重复或缺失",
    "the catalogue has changed since the page before, so datasets may be there twice or be missing":
      "翻页期间目录有变化，数据集可能重复或缺失",
    "{}: the first run has not ended, this is what it has read so far": "{}：首次索引尚未完成，以下是目前已读入的内容",
    "{}: the first run is under way, and nothing of it can be searched yet": "{}：首次索引正在进行，暂时无法搜索",
    "no dataset has the {} {}; there are {}": "没有数据集的 {} 为 {}；现有 {}",
    "no dataset has the {} {}": "没有数据集的 {} 为 {}",
    "the {} “{}” is read as {}": "{}“{}”按 {} 理解",
    "1 value of {} is text and was not compared with {}": "{} 有 1 个值是文本，未与 {} 比较",
    "{} values of {} are text and were not compared with {}": "有 {} 个值（列 {}）是文本，未与 {} 比较",
    "the last word of a phrase stands for more than {} terms; the rest was left out":
      "短语末词对应的词超过 {} 个，其余未计入",
    // Problems.
    "no dataset is called “{}”": "没有名为“{}”的数据集",
    "no dataset is called “{}”; did you mean {}?": "没有名为“{}”的数据集；是否指 {}？",
    "{} has no record \"{}\"": "{} 中没有记录“{}”",
    "{} has no record \"{}\": its records go by running numbers, since two share an id":
      "{} 中没有记录“{}”：有两条记录 id 相同，因此记录以序号为地址",
    "{} is registered and not indexed": "{} 已登记但未索引",
    "nothing is served at {}; /openapi.json lists what is": "{} 处没有内容；/openapi.json 列有全部地址",
    "the weight of {} is “{}”, which is no number": "{} 的权重“{}”不是数字",
    "there is no column “{}”": "没有名为“{}”的列",
    "“{}” is no value of {}": "“{}”不是 {} 的取值",
    "“{}” is not a number": "“{}”不是数字",
    "this is no cursor": "这不是有效的游标",
    "this cursor belongs to another question": "该游标属于另一个查询",
    "{} has nothing on its right": "{} 的右边缺少内容",
    "{} has nothing on its left": "{} 的左边缺少内容",
    "too many requests wait for an answer": "等待处理的请求过多",
    "a word, a phrase or a group": "词、短语或括号组",
    "another field": "其他字段",
    // Remedies.
    "look through the datasets that there are": "可浏览现有的数据集",
    "look through the clusters that there are": "可浏览现有的集群",
    "look through the records of {}": "可浏览 {} 的记录",
    "did you mean {}?": "是否指 {}？",
  ]
}
