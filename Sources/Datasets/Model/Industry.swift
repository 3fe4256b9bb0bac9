/// One of the 31 categories of IndustryCorpus2, the scheme that sectors are mapped to.
///
/// The scheme goes back to the industry classification of the Chinese National Bureau of
/// Statistics. Labels are the publisher's.
package struct Industry: Sendable, Hashable {
  /// A slug of our own, stable.
  package let id: String
  package let english: String
  /// The publisher's key.
  package let chinese: String

  private init(_ id: String, _ english: String, _ chinese: String) {
    self.id = id
    self.english = english
    self.chinese = chinese
  }

  /// The industries that a sector means; empty when the sector says nothing about industry
  /// (`general`) or is not in the table.
  package static func industries(forSector sector: String) -> [Industry] {
    let key = sector.lowercased()
    if let ids = sectorTable[key] { return ids.compactMap(industry(_:)) }
    return industry(key).map { [$0] } ?? all.filter { $0.chinese == sector || $0.english == sector }
  }

  /// The industry of a slug.
  package static func industry(_ id: String) -> Industry? { all.first { $0.id == id } }

  /// The industry of a name as people write it: the slug, the label in either language, or one of
  /// the words that a label joins (`法律`, `law`).
  package static func named(_ name: String) -> Industry? {
    let key = name.lowercased()
    return industry(spellings[key] ?? key)
  }

  /// Every name of an industry besides its slug, in small letters, with the slug: its labels, and the
  /// words in them that no other label has.
  package static let spellings: [String: String] = {
    var owners: [String: Set<String>] = [:]
    for industry in all {
      let words =
        industry.chinese.split(separator: "_").map(String.init)
        + industry.english.lowercased().split { !$0.isLetter }.map(String.init)
      for word in words { owners[word, default: []].insert(industry.id) }
    }
    var spellings = owners.compactMapValues { $0.count == 1 ? $0.first : nil }
    for industry in all {
      // A label is a name even where it is a word of others too.
      spellings[industry.english.lowercased()] = industry.id
      spellings[industry.chinese] = industry.id
      spellings[industry.id] = nil
    }
    return spellings
  }()

  /// The sectors that a name as people write it means: the sector itself, else those of the industry
  /// of that name (`law` and `法律` mean `legal`); empty when the table has none.
  package static func sectors(named name: String) -> [String] {
    let key = name.lowercased()
    if sectorTable[key] != nil { return [key] }
    if let sector = sectorSpellings[key] { return [sector] }
    guard let industry = named(name) else { return [] }
    return sectorTable.filter { $0.value == [industry.id] }.map(\.key).sorted()
  }

  /// Words for sectors that no label of an industry has, in small letters.
  private static let sectorSpellings: [String: String] = [
    "medical": "healthcare", "medicine": "healthcare", "health": "healthcare", "医疗": "healthcare",
    "code": "software", "代码": "software", "编程": "software", "math": "mathematics",
    "maths": "mathematics", "法学": "legal", "financial": "finance", "educational": "education",
    "scientific": "science", "科学": "science", "通用": "general", "电商": "commerce",
    "e-commerce": "commerce", "农业": "agriculture", "环境": "environment", "文化": "culture",
  ]

  /// All 31, in the publisher's order.
  package static let all: [Industry] = [
    Industry("mathematics-statistics", "Math & Statistics", "数学_统计"),
    Industry("sports", "Sports", "体育"),
    Industry("agriculture", "Agriculture & Fisheries", "农林牧渔"),
    Industry("real-estate-construction", "Real Estate & Construction", "房地产_建筑"),
    Industry("politics-administration", "Politics & Administration", "时政_政务_行政"),
    Industry("safety-management", "Safety Management", "消防安全_食品安全"),
    Industry("petrochemicals", "Petrochemicals", "石油化工"),
    Industry("computing-telecommunications", "Computing & Telecommunications", "计算机_通信"),
    Industry("transportation", "Transportation", "交通运输"),
    Industry("others", "Others", "其他"),
    Industry("health-medicine", "Health & Medicine", "医学_健康_心理_中医"),
    Industry("literature-emotions", "Literature & Emotions", "文学_情感"),
    Industry("water-marine", "Water Resources & Marine", "水利_海洋"),
    Industry("gaming", "Gaming", "游戏"),
    Industry("technology-research", "Technology & Research", "科技_科学研究"),
    Industry("mining", "Mining", "采矿"),
    Industry("artificial-intelligence", "Artificial Intelligence", "人工智能_机器学习"),
    Industry("information-services", "Information Services", "其他信息服务_信息安全"),
    Industry("subject-education", "Subject Education", "学科教育_教育"),
    Industry("media-journalism", "Media & Journalism", "新闻传媒"),
    Industry("automobiles", "Automobiles", "汽车"),
    Industry("biopharmaceuticals", "Biopharmaceuticals", "生物医药"),
    Industry("aerospace", "Aerospace", "航空航天"),
    Industry("finance-economics", "Finance & Economics", "金融_经济"),
    Industry("hospitality-catering", "Hospitality & Catering", "住宿_餐饮_酒店"),
    Industry("other-manufacturing", "Other Manufacturing", "其他制造"),
    Industry("film-entertainment", "Film & Entertainment", "影视_娱乐"),
    Industry("travel-geography", "Travel & Geography", "旅游_地理"),
    Industry("law-justice", "Law & Justice", "法律_司法"),
    Industry("power-energy", "Power & Energy", "电力能源"),
    Industry("programming", "Programming", "计算机编程_代码"),
  ]

  /// The one table from free sectors to industries.
  ///
  /// A sector that covers several industries names them all; `general` names none, because a
  /// corpus about everything is about no industry in particular.
  package static let sectorTable: [String: [String]] = [
    "general": [],
    "agriculture": ["agriculture"],
    "commerce": ["others"],
    "culture": ["literature-emotions"],
    "education": ["subject-education"],
    "employment": ["others"],
    "energy": ["power-energy"],
    "engineering": ["other-manufacturing"],
    "environment": ["water-marine"],
    "finance": ["finance-economics"],
    "food": ["hospitality-catering"],
    "gaming": ["gaming"],
    "geospatial": ["travel-geography"],
    "government": ["politics-administration"],
    "healthcare": ["health-medicine"],
    "legal": ["law-justice"],
    "manufacturing": ["other-manufacturing"],
    "mathematics": ["mathematics-statistics"],
    "media": ["media-journalism", "film-entertainment"],
    "mining": ["mining"],
    "other": ["others"],
    "petrochemical": ["petrochemicals"],
    "real-estate": ["real-estate-construction"],
    "robotics": ["artificial-intelligence"],
    "safety": ["safety-management"],
    "science": ["technology-research"],
    "security": ["information-services"],
    "software": ["programming"],
    "sports": ["sports"],
    "telecom": ["computing-telecommunications"],
    "transport": ["transportation"],
    "travel": ["travel-geography"],
  ]
}
