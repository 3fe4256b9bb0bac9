/// A clause of Chinese, between two signs, in which people limit what data may be used for.
struct ChineseClause {
  private let text: Substring
  /// Its UTF-8: it is looked for more than a hundred words, for each of which `String` makes a table.
  private let bytes: [UInt8]
  /// Some character is written in one of several ways, so that its bytes do not tell it.
  private let hasVariants: Bool

  /// Nil for a word in Latin letters.
  init?(_ text: Substring) {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
    self.text = text
    bytes = Array(text.utf8)
    hasVariants = text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x0300...0x036F, 0x3099...0x309A, 0xF900...0xFAFF, 0x2F800...0x2FA1F: true
      default: false
      }
    }
  }

  /// Whether it allows research and teaching alone: `仅限科研使用`, `只能用于学术研究`, `学术使用免费`,
  /// `面向高校和科研机构开放`.
  var limitsToResearch: Bool {
    follows(Self.limits, Self.research, within: 8, unlessBehind: ["不", "非"])
      || follows(Self.research, Self.limitsBehind, within: 6)
        && !Self.notAlone.contains(where: has)
      || !Self.widening.contains(where: has)
        && (follows(Self.persons, ["免费"], within: 8)
          || follows(["免费"], Self.persons, within: 6)
          || follows(["面向", "供"], Self.audience, within: 6, unlessBehind: ["提"])
            && follows(Self.audience, ["使用", "开放", "下载"], within: 8))
  }

  /// Whether it forbids commercial use, or asks for a permission first: `不得用于商业目的`,
  /// `商用利用禁止`, `商业使用需另行授权`,
  /// `须取得授权方可商用`.
  var deniesCommerce: Bool {
    follows(Self.denials, Self.commerce, within: 10)
      || follows(["仅", "限"], ["内部使用", "校内", "本校", "课堂"], within: 6)
      || follows(["上市前"], Self.permissions, within: 10)
      || follows(Self.companies, ["收费", "付费", "购买授权"], within: 6)
      || follows(Self.companies, ["需", "须", "请", "应当", "必须"], within: 6)
        && follows(["需", "须", "请", "应当", "必须"], ["授权", "购买", "付费", "联系", "签"], within: 8)
      || follows(Self.commerce, Self.refusals, within: 8)
        && !has("不可撤")
      || ["方可", "才可", "才能", "必须"].contains(where: has)
        && follows(["授权", "许可", "同意", "付费", "购买"], Self.commerce, within: 8)
      || follows(
        Self.commerce, Self.permissions, within: 12,
        unlessBehind: ["无需", "允许", "可"])
        && !Self.waivers.contains(where: has)
  }

  /// Whether it forbids to train models, whatever for: `不得用于训练大模型`.
  var deniesTraining: Bool {
    follows(Self.orders, ["训练", "大模型"], within: 14)
      && !follows(["训练", "大模型"], Self.commerce, within: 2) && !isOfTest
  }

  /// Whether it forbids that of the part for tests alone: `测试集不得用于训练`, `请勿将测试集用于训练`.
  var deniesTrainingOnTest: Bool {
    follows(Self.orders, ["训练", "大模型"], within: 14) && isOfTest
  }

  private var isOfTest: Bool {
    let isSubject = afterTest(of: text.drop { "本该此其".contains($0) }).map { rest in
      (Self.orders + ["请勿"]).contains(where: rest.drop { "均都也请".contains($0) }.hasPrefix)
    }
    if isSubject == true { return true }
    return Self.orders.contains { order in
      text.ranges(of: order).contains { range in
        var object = text[range.upperBound...]
        for verb in ["使用", "利用", "将", "把", "用", "在", "对"] where object.hasPrefix(verb) {
          object.removeFirst(verb.count)
          break
        }
        return afterTest(of: object).map { rest in
          !["和", "与", "及", "或", "以及"].contains(where: rest.hasPrefix)
        } ?? false
      }
    }
  }

  /// What stands behind the name of a part for tests at the beginning of some words.
  private func afterTest(of words: Substring) -> Substring? {
    guard let name = Self.tests.first(where: words.hasPrefix) else { return nil }
    return words.dropFirst(name.count)
  }

  private static let orders = ["不得", "禁止", "严禁", "勿"]
  private static let tests = [
    "测试集", "测试部分", "测试数据", "测试划分", "评测集", "评测数据", "评测基准", "评估集", "评估数据", "验证集", "基准数据集",
    "基准测试集", "基准",
  ]

  /// Whether it speaks of those who want to use data commercially: `如需商用`, `若用于商业目的`.
  var wishesForCommerce: Bool {
    follows(["如", "若", "需", "要"], Self.commerce, within: 8)
  }

  /// Whether it says how a permission is had: `请邮件联系`, `须购买授权`.
  var asksForPermission: Bool {
    Self.permissions.contains(where: has)
      && !Self.waivers.contains(where: has)
  }

  /// Whether it may set a limit to what data is used for.
  var speaksOfUse: Bool {
    (Self.limits + Self.research + Self.denials + Self.commerce + ["授权", "许可"])
      .contains { has($0) }
  }

  // MARK: - Doubtful

  /// Whether a clause of a description may limit the use of the data in words that are not known to block:
  /// `版权归原作者所有`, `请在24小时内删除`, `禁止转载`, `仅供比赛使用`.
  var mayLimitUse: Bool {
    givesToSome
      || follows(["版权", "著作权", "所有权"], Self.others, within: 8)
      || follows(["不拥有", "不享有"], ["版权", "著作权"], within: 8)
      || follows(["请", "须", "需", "应", "必须", "务必"], ["删除", "销毁"], within: 14)
        && !["侵权", "联系", "告知"].contains(where: has)
      || follows(["许可", "协议", "授权"], ["为准"], within: 10)
      || asksForRights
      || follows(["遵循", "遵守", "沿用"], ["原", "上游", "来源"], within: 6)
        && speaksOfAgreements
      || follows(Self.orders + ["不可"], Self.passingOn, within: 10)
      || follows(["不得", "禁止", "严禁", "请勿"], ["用于", "用作"], within: 10)
        && (["数据", "语料", "资源", "模型"].contains(where: has)
          || Self.orders.contains(where: text.hasPrefix) || text.hasPrefix("请勿"))
  }

  /// `请联系版权方获取许可`, `未获授权`, `受版权保护`, `音频版权由各公司持有`, `许可同样适用于本数据`.
  private var asksForRights: Bool {
    let isAsked =
      follows(["需", "须", "请", "自行", "前"], Self.obtaining, within: 10)
      && ["授权", "许可", "协议", "版权方", "同意"].contains(where: has)
      && !Self.waivers.contains(where: has)
    return isAsked || has("受版权保护")
      || follows(["不对外", "不开放"], ["授权"], within: 4)
      || follows(["许可", "协议", "条款"], ["适用于本", "同样适用", "也适用"], within: 6)
      || follows(["未获", "未经", "未取得", "未得到"], ["授权", "许可", "同意"], within: 4)
      || follows(["使用者", "用户", "申请者", "申请人"], ["须为", "必须为", "应为"], within: 3)
      || follows(["版权由", "著作权由"], ["公司", "各", "原"], within: 8)
  }

  private static let obtaining = ["签署", "签订", "取得", "获取", "获得", "确认", "购买", "征得"]

  private var givesToSome: Bool {
    if follows(["仅", "只", "限"], ["非商", "非营利", "非盈利"], within: 8)
      || follows(["除"], Self.commerce, within: 4) && has("外")
      || text.count <= 4 && ["非商", "非营利", "非盈利"].contains(where: text.hasPrefix)
    {
      return true
    }
    var rest = text.drop { "本该此其".contains($0) }
    if let thing = ["数据集", "数据", "语料库", "语料", "资源"].first(where: rest.hasPrefix) {
      rest.removeFirst(thing.count)
    }
    guard let limit = ["仅供", "仅限", "仅用于", "只供", "只限", "只用于"].first(where: rest.hasPrefix) else {
      return false
    }
    rest.removeFirst(limit.count)
    return !rest.hasPrefix("参考") && ["使用", "用途", "目的", "之用"].contains(where: rest.contains)
  }

  /// Whether it begins a sentence on commercial use: `用于商业目的的`.
  var speaksOfCommercialUse: Bool { follows(["用于", "用作", "使用"], Self.commerce, within: 4) }

  /// Whether it speaks of those who want to use data in products: `如用于产品`.
  var wishesForProducts: Bool { follows(["如", "若"], ["产品", "企业"], within: 6) }

  /// Whether it asks for a permission: `需事先征得本单位书面同意`.
  var demandsPermission: Bool {
    follows(["需", "须", "应", "请"], Self.permissions, within: 14)
      && !Self.waivers.contains(where: has)
  }

  /// Whether those who use the data have to follow something: `使用本数据需遵守`.
  var demandsObedience: Bool {
    follows(["需", "须", "请", "应", "使用者", "用户"], ["遵守", "遵循", "遵照"], within: 6)
  }

  var speaksOfAgreements: Bool {
    ["协议", "条款", "许可", "政策", "使用规范"].contains(where: has)
  }

  /// Whether it names owners of whom it is not known who they are: `原作者`, `各网站`.
  var namesOthers: Bool {
    ["原", "各", "其", "相应", "权利人", "所有者"].contains(where: text.hasPrefix)
  }

  private static let others = [
    "归原", "归各", "归其", "归出版", "归网站", "归媒体", "归平台", "归相", "属原", "属于原", "属各", "属于各",
    "原作者", "权利人", "原网站", "出版社",
  ]
  private static let passingOn = ["转载", "分发", "传播", "复制", "转让", "外传", "上传", "共享"]

  // MARK: - Words

  /// Whether one of some words stands shortly behind one of others.
  private func follows(
    _ first: [String], _ second: [String], within distance: Int,
    unlessBehind exceptions: [String] = []
  ) -> Bool {
    if hasVariants {
      return first.contains { word in
        text.ranges(of: word).contains { range in
          let rest = text[range.upperBound...].prefix(distance)
          return second.contains { rest.contains($0) }
            && !exceptions.contains { text[..<range.lowerBound].hasSuffix($0) }
        }
      }
    }
    return first.contains { word in
      var from = 0
      while let place = place(of: word, from: from) {
        let end = place + word.utf8.count
        let rest = text[text.utf8.index(text.startIndex, offsetBy: end)...].prefix(distance)
        let limit = end + rest.utf8.count
        let isFollowed = second.contains { phrase in
          self.place(of: phrase, from: end, to: limit) != nil
        }
        if isFollowed, !exceptions.contains(where: bytes[..<place].ends(with:)) { return true }
        from = end
      }
      return false
    }
  }

  private func has(_ phrase: String) -> Bool {
    hasVariants ? text.contains(phrase) : place(of: phrase, from: 0) != nil
  }

  /// Where a phrase begins that stands between two places, the second of which is by default the end.
  private func place(of phrase: String, from start: Int, to end: Int? = nil) -> Int? {
    let (phrase, end) = (phrase.utf8, end ?? bytes.count)
    guard let first = phrase.first, end - start >= phrase.count else { return nil }
    return (start...end - phrase.count).first { place in
      bytes[place] == first && bytes[place..<place + phrase.count].elementsEqual(phrase)
    }
  }

  private static let limits = [
    "仅", "只能", "只用于", "只供", "只限", "限于", "限用于", "只允许", "只可", "只得", "只面向", "只对",
  ]
  /// Words that limit behind what they limit, as those of Japanese do.
  private static let limitsBehind = ["に限", "限定", "のみ", "だけ"]
  /// Such words where they say that it is not all: `研究だけでなく`.
  private static let notAlone = ["だけでな", "だけではな", "のみなら", "のみではな", "のみでな", "に限ら", "限定され", "限定せ"]
  private static let refusals = [
    "禁止", "除外", "不可", "必究", "禁ず", "禁じ", "厳禁", "できません", "できない", "お断り", "お控え",
  ]
  private static let research = ["科研", "研究", "学术", "教学", "教育", "学习"]
  /// Those for whom data is free where it is not for companies.
  private static let persons = ["个人", "学术", "科研", "高校", "学生", "教学", "教育"]
  /// Those who do research and teach.
  private static let audience = ["科研人员", "研究人员", "研究者", "学者", "高校", "科研机构", "研究机构", "师生"]
  /// Words of a clause that speaks of more than research.
  private static let widening = ["商", "企业", "公司"]
  private static let companies = ["企业", "公司", "厂商", "商家", "商户"]
  private static let denials = [
    "不得", "禁止", "不可", "不能", "严禁", "不允许", "不许", "请勿", "谢绝", "不支持", "不开放", "暂不", "不提供",
    "不接受", "拒绝", "勿", "杜绝",
  ]
  private static let commerce = ["商用", "商业", "营利", "盈利", "牟利", "企业用户", "企业使用"]
  /// Words with which a permission is asked for or had, or with which somebody is warned of the lack of one.
  private static let permissions = [
    "授权", "许可", "同意", "联系", "申请", "批准", "付费", "购买", "签署", "签订", "另签", "签约", "发邮件", "来信", "洽谈",
    "报备", "后果自负", "责任自负",
  ]
  private static let waivers = ["无需", "不需", "无须", "免"]
}

extension ArraySlice<UInt8> {
  /// Whether the bytes end with those of a phrase.
  fileprivate func ends(with phrase: String) -> Bool {
    suffix(phrase.utf8.count).elementsEqual(phrase.utf8)
  }
}
