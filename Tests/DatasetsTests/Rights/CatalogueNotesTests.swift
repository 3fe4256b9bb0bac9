import Testing

@testable import Datasets

/// What introduces a cluster does not promise more than the verdicts on its datasets allow.
@Suite struct CatalogueNotesTests {
  /// A cluster with its words in one language.
  struct Note: Sendable, CustomTestStringConvertible {
    var cluster: Cluster
    var text: String
    var testDescription: String { cluster.id }

    /// Whether one of some expressions stands there.
    func says(_ words: [String]) -> Bool {
      let text = text.lowercased()
      return words.contains { text.contains($0) }
    }
  }

  static let notes = CatalogueRightsTests.clusters.flatMap { cluster in
    cluster.introduction.all.map { Note(cluster: cluster, text: $0) }
  }

  /// For commercial use.
  private static let verdicts: [String: RightsVerdict] = {
    let catalogue = CatalogueRightsTests.catalogue
    let standings = try? RightsStandings.standings(
      of: catalogue.datasets.map(\.id), in: catalogue.graph)
    return (standings ?? [:]).mapValues { $0[.commercial] }
  }()

  private static let permissions = [
    "open for commerce", "allow commerce", "allows commerce", "used commercially",
    "leaves commercial use open", "free for commercial", "allow commercial use",
    "allows commercial use", "permit commercial", "unproblematic", "one condition",
    "only condition", "only attribution", "only for attribution", "safe to use", "free to use",
    "可商用", "即可使用",
  ]

  /// Negations in which such words stand.
  private static let refusals = ["may not be used commercially", "nor used commercially", "不可商用"]

  @Test(arguments: notes)
  func `words of permission stand only where every dataset is clear`(note: Note) {
    let text = Self.refusals.reduce(note.text.lowercased()) { $0.replacing($1, with: "") }
    guard Note(cluster: note.cluster, text: text).says(Self.permissions) else { return }
    for dataset in note.cluster.datasets {
      #expect(Self.verdicts[dataset.id] == .clear, "\(dataset.id): \(note.text)")
    }
  }

  private static let permissive = [
    "apache-2.0", "mit ", "mit,", "mit.", "mit；", "cc-by", "cc0", "odc-by",
  ]

  private static let limits = [
    "commerc", "research", "academic", "permission", "forbid", "-nc", "stricter", "terms",
    "agreement", "non-", "禁止", "非商业", "研究", "学术", "许可规定", "须获许可", "条款", "协议", "矛盾", "限制",
  ]

  @Test(arguments: notes)
  func `a permissive label beside a blocked dataset is not left alone`(note: Note) {
    guard note.says(Self.permissive), !note.says(Self.limits) else { return }
    for dataset in note.cluster.datasets {
      #expect(Self.verdicts[dataset.id] ?? .blocked != .blocked, "\(dataset.id): \(note.text)")
    }
  }

  private static let absences = [
    "licence is not recorded", "no licence is on", "licence field is empty",
    "licence fields are empty", "neither licence", "no licence is recorded", "no licence was found",
    "licence and access are unrecorded", "gives no licence", "states no licence", "未记录许可",
    "许可未记录", "未写许可", "未给出许可", "许可未知",
  ]

  @Test(arguments: notes)
  func `a licence is called missing only where one is missing`(note: Note) {
    guard note.says(Self.absences) else { return }
    #expect(note.cluster.datasets.contains { $0.licenses.isEmpty }, "\(note.text)")
  }
}
