/// What the licences of some datasets, of their parts, of their wholes and of what they come from
/// mean together for one purpose.
///
/// The report repeats what descriptions say and what ``LicenseTable`` knows. It is not legal
/// advice.
package struct RightsReport: Sendable, Hashable {
  /// One step of a path: a dataset and how the one before leads to it.
  package struct Step: Sendable, Hashable {
    /// Nil for the first.
    package var link: RightsGraph.Link?
    package var dataset: String
  }

  /// One thing to know.
  package struct Finding: Sendable, Hashable {
    /// What kind of thing.
    package enum Kind: String, Sendable, CaseIterable {
      /// A licence or a condition forbids the purpose.
      case blocker
      /// Nothing is known: never a permission.
      case unknown
      /// The label allows it, but the origins are not stated.
      case label
      /// The purpose is allowed under a condition.
      case obligation
      /// What allows the purpose, as far as it goes: a licence that does, or the statement that there
      /// are no origins whose licence would matter.
      case ground
    }

    package var kind: Kind
    /// The shortest way from the dataset asked about to the one whose licence it is.
    package var steps: [Step]
    package var license: LicenseStatement?
    package var message: String

    /// The dataset whose licence it is.
    package var dataset: String { steps.last?.dataset ?? "" }
    /// The datasets of the way, both ends included.
    package var path: [String] { steps.map(\.dataset) }

    /// The way as words: `a, part of b, made from c`.
    package var pathText: String {
      steps.map { step in step.link.map { "\($0.words) \(step.dataset)" } ?? step.dataset }
        .joined(separator: ", ")
    }
  }

  /// The answer for one of the datasets asked about.
  package struct Answer: Sendable, Hashable {
    package var dataset: String
    package var verdict: RightsVerdict
    /// What led to it, by the shortest way: what stands against the purpose, or the nearest ground of
    /// a clear one.
    package var reason: Finding?
  }

  package var purpose: RightsPurpose
  package var answers: [Answer] = []
  package var findings: [Finding] = []
  /// Datasets looked at.
  package var datasetCount = 0
  /// Datasets that were named again after their first time, under any of their names.
  package var repeated: [String] = []
  /// What stands between the datasets, where each may be fine by itself.
  package var conflict: Finding?

  /// The sentence that goes with every report.
  package static let disclaimer = "This is not legal advice."

  /// The verdict on all of them together: the worst of the answers, and blocked where they conflict.
  package var verdict: RightsVerdict {
    conflict?.kind == .blocker ? .blocked : answers.map(\.verdict).max() ?? .unknown
  }

  /// What led to the verdict on all of them together.
  package var reason: Finding? {
    answers.first { $0.verdict == verdict }?.reason ?? conflict
  }

  /// Findings of one kind, in the order in which they were met.
  package func findings(_ kind: Finding.Kind) -> [Finding] { findings.filter { $0.kind == kind } }

  /// Looks at some datasets and at everything that their rights depend on.
  package init(
    of roots: [String], for purpose: RightsPurpose, in graph: RightsGraph
  ) throws {
    self.purpose = purpose
    var known: Set<Finding> = []
    var datasets: Set<String> = []
    var families = ShareAlikeFamilies()
    var named: Set<String> = []
    for name in roots {
      let root = try graph.node(name)?.id ?? name
      guard named.insert(root).inserted else {
        repeated.append(root)
        continue
      }
      var walk = Walk(purpose: purpose)
      try walk.run(from: root, in: graph)
      answers.append(walk.answer(for: root))
      for finding in walk.findings where known.insert(finding).inserted { findings.append(finding) }
      datasets.formUnion(walk.datasets)
      families.add(walk.families, of: root)
    }
    datasetCount = datasets.count
    if let conflict = families.conflict(for: purpose) {
      self.conflict = conflict
      findings.append(conflict)
    }
  }
}

/// Licences that ask for themselves on what is made from the data, and which of several datasets lead
/// to each.
private struct ShareAlikeFamilies {
  private var ways: [String: [RightsReport.Step]] = [:]
  private var owners: [String: [String]] = [:]
  /// The most families that one dataset leads to by itself.
  private var mostOfOne = 0

  mutating func add(_ families: [String: [RightsReport.Step]], of root: String) {
    ways.merge(families) { first, _ in first }
    for family in families.keys { owners[family, default: []].append(root) }
    mostOfOne = max(mostOfOne, families.count)
  }

  /// What the datasets together run into and none of them by itself.
  func conflict(for purpose: RightsPurpose) -> RightsReport.Finding? {
    guard ways.count > mostOfOne else { return nil }
    return Walk.conflict(between: ways, for: purpose) { family in
      "\(family) of \((owners[family] ?? []).sorted().joined(separator: ", "))"
    }
  }
}

/// The walk from one dataset, breadth first, so that the first way to a finding is a shortest one.
private struct Walk {
  typealias Finding = RightsReport.Finding
  typealias Step = RightsReport.Step

  let purpose: RightsPurpose
  var findings: [Finding] = []
  var datasets: Set<String> = []
  /// Families of licences that ask for themselves, with the first way to each.
  var families: [String: [Step]] = [:]
  private var known: Set<Found> = []

  /// A matter of one dataset, whichever way led there.
  private struct Found: Hashable {
    var dataset: String
    var kind: Finding.Kind
    var license: LicenseStatement?
    var message: String
  }

  init(purpose: RightsPurpose) { self.purpose = purpose }

  mutating func run(from root: String, in graph: RightsGraph) throws {
    let first = RightsGraph.Visit(dataset: root)
    var queue = [(visit: first, steps: [Step(link: nil, dataset: root)])]
    var visited: Set<RightsGraph.Visit> = [first]
    var position = 0
    while position < queue.count {
      let (visit, steps) = queue[position]
      position += 1
      datasets.insert(visit.dataset)
      let look = try graph.look(visit)
      for remark in look.remarks { add(remark, steps) }
      for (link, next) in look.next where visited.insert(next).inserted {
        queue.append((next, Self.way(steps, by: link, to: next.dataset)))
      }
    }
    if let conflict = Self.conflict(between: families, for: purpose) { findings.append(conflict) }
  }

  /// The way that goes one step further; to a dataset that it has passed already, it ends there.
  ///
  /// A whole is looked at anew for each of its parts, so a walk may come to one dataset several times.
  private static func way(
    _ steps: [Step], by link: RightsGraph.Link, to dataset: String
  ) -> [Step] {
    if let passed = steps.firstIndex(where: { $0.dataset == dataset }) {
      return Array(steps[...passed])
    }
    return steps + [Step(link: link, dataset: dataset)]
  }

  private mutating func add(_ remark: RightsGraph.Remark, _ steps: [Step]) {
    let judgement = remark.judgement(for: purpose)
    let kind: Finding.Kind? =
      switch judgement.verdict {
      case .clear: nil
      case .byLabel: .label
      case .unknown: .unknown
      case .blocked: .blocker
      }
    let license = remark.license
    if let kind {
      add(kind, license, judgement.message, steps)
    } else if let ground = remark.ground {
      add(.ground, license, ground, steps)
    }
    for obligation in judgement.obligations { add(.obligation, license, obligation, steps) }
    if let family = remark.shareAlikeFamily, families[family] == nil { families[family] = steps }
  }

  private mutating func add(
    _ kind: Finding.Kind, _ license: LicenseStatement?, _ message: String, _ steps: [Step]
  ) {
    let found = Found(
      dataset: steps.last?.dataset ?? "", kind: kind, license: license, message: message)
    guard known.insert(found).inserted else { return }
    findings.append(Finding(kind: kind, steps: steps, license: license, message: message))
  }

  /// Two licences that both ask for themselves on one work.
  static func conflict(
    between families: [String: [Step]], for purpose: RightsPurpose,
    naming name: (String) -> String = { $0 }
  ) -> Finding? {
    guard families.count > 1 else { return nil }
    let names = families.keys.sorted()
    return Finding(
      kind: purpose == .any ? .blocker : .obligation, steps: families[names[0]] ?? [],
      license: nil,
      message:
        "several licences ask for themselves on what is made from the data (\(names.map(name).joined(separator: "; "))); one work can hardly satisfy all"
    )
  }

  func answer(for root: String) -> RightsReport.Answer {
    let grave: [(RightsVerdict, Finding.Kind)] = [
      (.blocked, .blocker), (.unknown, .unknown), (.byLabel, .label),
    ]
    for (verdict, kind) in grave {
      let reasons = findings.filter { $0.kind == kind }
      guard let first = reasons.map(\.steps.count).min() else { continue }
      let nearest = reasons.filter { $0.steps.count == first }
      // What is stated says more than what is not understood of a remark.
      return RightsReport.Answer(
        dataset: root, verdict: verdict,
        reason: nearest.first { $0.license?.facts.doubt != $0.message } ?? nearest.first)
    }
    let grounds = findings.filter { $0.kind == .ground }
    return RightsReport.Answer(
      dataset: root, verdict: .clear,
      reason: grounds.min { $0.steps.count < $1.steps.count })
  }
}

extension RightsGraph.Remark {
  /// The statement that a remark is about.
  fileprivate var license: LicenseStatement? {
    switch self {
    case .license(let statement), .access(let statement), .uncertainScope(let statement),
      .codeOnly(let statement):
      statement.license
    case .absent, .noLicense, .noOrigins, .inferredOrigin, .original, .disputedLink: nil
    }
  }

  /// What a remark says in favour, where nothing in it speaks against the purpose.
  fileprivate var ground: String? {
    switch self {
    case .license(let statement): statement.facts.reason
    case .original: "stated to be an original work"
    case .access, .uncertainScope, .codeOnly, .absent, .noLicense, .noOrigins, .inferredOrigin,
      .disputedLink:
      nil
    }
  }
}
