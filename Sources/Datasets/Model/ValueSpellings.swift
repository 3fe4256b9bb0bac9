// Other words that people use for the values of closed lists. Descriptions are kept in the words of
// the list; files, edits, filters and conditions take these too.

/// A closed list of words of which some have other words beside them.
package protocol SpelledChoice: RawRepresentable<String> {
  /// Other words for the values, in small letters.
  static var spellings: [String: Self] { get }
}

/// Reads the words of closed lists as people write them.
enum ValueSpelling {
  /// The value that a word means: its own word in any case and with any joint (`derived from`), or
  /// another word for it.
  static func choice<Choice: RawRepresentable<String>>(
    _ type: Choice.Type, for text: String
  ) -> Choice? {
    if let exact = Choice(rawValue: text) { return exact }
    let word = text.lowercased()
    let joined = String(word.map { $0 == " " || $0 == "_" ? "-" : $0 })
    if let choice = Choice(rawValue: joined) { return choice }
    guard let spelled = type as? any SpelledChoice.Type else { return nil }
    return spelled.meaning(of: word) as? Choice
  }
}

extension SpelledChoice {
  fileprivate static func meaning(of word: String) -> Self? { spellings[word] }
}

extension DatasetKind: SpelledChoice {
  /// The kinds that can be asked for.
  package static let named = allCases.filter { $0 != .unknown }

  /// Other words for kinds, in small letters.
  package static let spellings: [String: DatasetKind] = [
    "pretrain": .pretraining, "pre-training": .pretraining, "pre-train": .pretraining,
    "pt": .pretraining, "corpus": .pretraining, "预训练": .pretraining,
    "sft": .instruction, "instruct": .instruction, "instructions": .instruction,
    "instruction-tuning": .instruction, "fine-tuning": .instruction, "finetuning": .instruction,
    "chat": .instruction, "指令": .instruction, "指令微调": .instruction, "微调": .instruction,
    "preferences": .preference, "rlhf": .preference, "dpo": .preference, "偏好": .preference,
    "eval": .evaluation, "benchmark": .evaluation, "test": .evaluation, "评测": .evaluation,
    "评估": .evaluation, "annotations": .annotation, "annotated": .annotation,
    "标注": .annotation, "kb": .knowledgeBase, "knowledge": .knowledgeBase,
    "knowledge base": .knowledgeBase, "knowledgebase": .knowledgeBase, "知识库": .knowledgeBase,
    "ir": .retrieval, "检索": .retrieval, "其他": .other,
  ]
}

extension AccessLevel: SpelledChoice {
  /// The levels that can be asked for.
  package static let named = allCases.filter { $0 != .unknown }

  /// Other words for levels of access, in small letters.
  package static let spellings: [String: AccessLevel] = [
    "public": .open, "free": .open, "公开": .open, "开放": .open, "register": .registration,
    "注册": .registration, "需注册": .registration, "restricted": .gated, "request": .gated,
    "application": .gated,
    "申请": .gated, "需申请": .gated, "申请制": .gated, "须申请": .gated, "private": .closed,
    "non-public": .closed, "封闭": .closed,
    "metadata": .metadataOnly,
  ]
}

extension LicenseStatement.Subject: SpelledChoice {
  /// Other words for what a licence was said of, in small letters.
  package static let spellings: [String: LicenseStatement.Subject] = [
    "all": .data, "all data": .data, "everything": .data, "dataset": .data, "the dataset": .data,
    "the data": .data, "datasets": .data, "records": .data, "content": .data, "数据": .data,
    "全部数据": .data, "所有数据": .data, "数据集": .data, "代码": .code, "software": .code,
    "source code": .code, "repo": .repository, "仓库": .repository,
  ]
}

extension RightsPurpose {
  /// Other words for purposes, in small letters.
  package static let spellings: [String: RightsPurpose] = [
    "research": .academic, "non-commercial": .academic, "noncommercial": .academic,
    "学术": .academic, "学术研究": .academic, "科研": .academic, "研究": .academic,
    "科学研究": .academic, "教学": .academic, "教育": .academic, "teaching": .academic,
    "商用": .commercial, "商业": .commercial, "商业用途": .commercial, "商业使用": .commercial,
    "redistribution": .any, "all": .any, "任何": .any, "任意": .any, "再分发": .any,
  ]
}

extension RightsVerdict {
  /// Other words for verdicts, in small letters.
  package static let spellings: [String: RightsVerdict] = [
    "by label only": .byLabel, "by label": .byLabel, "label": .byLabel, "labels": .byLabel,
    "forbidden": .blocked,
  ]
}

/// What records are, in the words of descriptions and in others.
package enum ModalityName {
  /// The word that descriptions use for a kind of data, whichever of its words was written.
  package static func canonical(_ word: String) -> String { spellings[word.lowercased()] ?? word }

  private static let spellings: [String: String] = [
    "texts": "text", "文本": "text", "文字": "text", "纯文本": "text", "images": "image",
    "picture": "image", "pictures": "image",
    "图像": "image", "图片": "image", "影像": "image", "speech": "audio", "sound": "audio", "语音": "audio",
    "音频": "audio", "声音": "audio", "videos": "video", "视频": "video", "table": "tabular",
    "tables": "tabular",
    "表格": "tabular", "代码": "code", "source code": "code", "三维": "3d",
  ]
}
