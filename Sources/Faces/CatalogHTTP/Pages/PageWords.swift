internal import CatalogService
internal import Foundation

/// Names of fields and values in the language of a page.
enum PageWords {
  private static let fields: [String: (english: String, chinese: String)] = [
    "sector": ("sector", "领域"), "industry": ("industry", "行业"), "kind": ("kind", "类型"),
    "language": ("language", "语言"), "license": ("licence", "许可"), "modality": ("modality", "模态"),
    "access": ("access", "获取方式"), "year": ("year", "年份"), "dataset": ("dataset", "数据集"),
    "verdict": ("commercial use", "商业使用"), "cluster": ("cluster", "集群"),
  ]

  private static let values: [String: String] = [
    "pretraining": "预训练", "instruction": "指令", "preference": "偏好", "evaluation": "评测",
    "annotation": "标注", "retrieval": "检索", "knowledge-base": "知识库", "other": "其他",
    "text": "文本", "image": "图像", "audio": "音频", "video": "视频", "code": "代码",
    "tabular": "表格", "open": "开放", "registration": "需注册", "gated": "受控", "closed": "不公开",
    "metadata-only": "仅元数据", "unknown": "未知", "general": "通用", "education": "教育",
    "healthcare": "医疗", "media": "媒体", "finance": "金融", "software": "软件", "science": "科学",
    "legal": "法律", "culture": "文化", "transport": "交通", "commerce": "商业", "environment": "环境",
    "government": "政务", "agriculture": "农业", "energy": "能源", "food": "食品",
    "manufacturing": "制造", "telecom": "通信", "travel": "旅游", "robotics": "机器人",
    "geospatial": "地理空间", "engineering": "工程", "security": "安全", "employment": "就业",
    "sports": "体育", "real-estate": "房地产", "mathematics": "数学", "3d": "三维",
    "clear": "可以", "by label only": "仅凭标签", "blocked": "禁止",
    "commercial": "商业", "academic": "学术", "any": "任何",
    "bytes": "字节", "records": "记录", "tokens": "词元", "files": "文件", "about": "约",
    "hours": "小时", "images": "图像", "characters": "字符",
  ]

  /// The names of languages in Chinese; the ones that a reader of Chinese meets most in words that fit a
  /// narrow column.
  private static let chinese = Locale(identifier: "zh-Hans")
  private static let languages = ["zh": "中文", "zh-Hant": "繁体中文", "mul": "多语", "zxx": "无语言内容"]

  /// The name of a field.
  static func field(_ name: String, _ context: PageContext) -> String {
    guard let words = fields[name] else { return name }
    let english = words.english.prefix(1).uppercased() + words.english.dropFirst()
    return context.say(english, words.chinese)
  }

  /// A value of a field; licences, years and names of datasets are what they are.
  static func value(_ value: String, of field: String, _ context: PageContext) -> String {
    // Only verdicts have names that are no words.
    if value == "by-label" { return context.say("by label only", "仅凭标签") }
    guard context.language == "zh" else { return value }
    switch field {
    case "license", "year", "dataset": return value
    case "industry": return Catalog.chineseLabel(ofIndustry: value) ?? value
    case "language":
      return languages[value] ?? chinese.localizedString(forIdentifier: value) ?? value
    default: return values[value] ?? value
    }
  }

  /// A verdict, marked by what it comes to.
  static func verdict(_ name: String, _ context: PageContext) -> HTML {
    let kind = String(name.map { $0 == " " ? "-" : $0 })
    return "<span class=\"\(kind)\">\(value(name, of: "verdict", context))</span>"
  }
}
