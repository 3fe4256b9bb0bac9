package import JSONText

/// What the licences of some datasets, of their parts and of what they come from mean together for
/// one purpose.
///
/// The report repeats what descriptions say and what ``LicenseTable`` knows. It is not legal
/// advice.
package struct RightsReport: Sendable, Hashable {
  /// What somebody wants to do.
  package enum Purpose: String, Sendable, CaseIterable {
    case commercial
    case research
    /// Passing on the data or something made from it.
    case redistribution
  }

  /// One thing to know.
  package struct Finding: Sendable, Hashable {
    /// What kind of thing.
    package enum Kind: String, Sendable, CaseIterable {
      /// The licence forbids the purpose.
      case blocker
      /// Nothing is known: never a permission.
      case unknown
      /// The purpose is allowed under a condition.
      case obligation
    }

    package var kind: Kind
    /// The dataset whose licence it is.
    package var dataset: String
    /// How the first dataset leads there, both ends included.
    package var path: [String]
    package var license: String?
    package var scope: String?
    package var message: String
  }

  package var purpose: Purpose
  package var roots: [String]
  package var findings: [Finding] = []
  /// Datasets looked at.
  package var datasetCount = 0

  /// The sentence that goes with every report.
  package static let disclaimer = "This is not legal advice."

  package var isBlocked: Bool { findings.contains { $0.kind == .blocker } }
  package var hasUnknowns: Bool { findings.contains { $0.kind == .unknown } }

  /// Findings of one kind, in the order in which they were met.
  package func findings(_ kind: Finding.Kind) -> [Finding] { findings.filter { $0.kind == kind } }

  /// Looks at datasets, at what they come from and at their parts, each once.
  ///
  /// `dataset` gives a description or nil, `parts` the ids of the datasets that are part of one.
  package static func check(
    _ roots: [String], for purpose: Purpose, dataset: (String) throws -> Dataset?,
    parts: (String) throws -> [String]
  ) rethrows -> RightsReport {
    var report = RightsReport(purpose: purpose, roots: roots)
    var queue: [(id: String, path: [String])] = roots.map { ($0, [$0]) }
    var visited: Set<String> = []
    var shareAlike: [String: [String]] = [:]
    while !queue.isEmpty {
      let (id, path) = queue.removeFirst()
      guard visited.insert(id).inserted else { continue }
      report.datasetCount += 1
      guard let description = try dataset(id) else {
        report.add(
          .unknown, id, path, nil, nil, "not in the catalogue, so its licence is not known")
        continue
      }
      var licenses = description.licenses
      let wholes = description.lineage.filter { $0.relation == .partOf }.compactMap(\.targetID)
      // A part without a licence of its own stands under that of its whole, which says it once.
      let isCovered = licenses.isEmpty && wholes.contains(where: visited.contains)
      if licenses.isEmpty && !isCovered {
        for whole in wholes { licenses += try dataset(whole)?.licenses ?? [] }
      }
      licenses +=
        description.subsets.flatMap(\.licenses) + description.distributions.flatMap(\.licenses)
      if licenses.isEmpty && !isCovered {
        report.add(.unknown, id, path, nil, nil, "no licence is stated")
      }
      var seen: Set<LicenseStatement> = []
      for license in licenses where seen.insert(license).inserted {
        report.judge(license, id, path)
        if license.facts.shareAlike == true { shareAlike[license.label, default: []].append(id) }
      }
      for edge in description.lineage
      where edge.relation == .derivedFrom || edge.relation == .annotates {
        if let parent = edge.targetID { queue.append((parent, path + [parent])) }
      }
      for part in try parts(id) { queue.append((part, path + [part])) }
    }
    if shareAlike.count > 1 {
      let names = shareAlike.keys.sorted()
      report.add(
        purpose == .redistribution ? .blocker : .obligation, shareAlike[names[0]]?.first ?? "", [],
        nil, nil,
        "several licences ask for themselves on what is made from the data (\(names.joined(separator: ", "))); one work can hardly satisfy all"
      )
    }
    return report
  }

  private mutating func judge(_ license: LicenseStatement, _ id: String, _ path: [String]) {
    let facts = license.facts
    func add(_ kind: Finding.Kind, _ message: String) {
      self.add(kind, id, path, license.label, license.scope, message)
    }
    switch (facts.use, purpose) {
    case (.unknown, _): add(.unknown, facts.reason)
    case (.nonCommercial, .commercial), (.academic, .commercial): add(.blocker, facts.reason)
    case (.academic, .redistribution):
      add(.unknown, "for research only; whether it may be passed on is not known")
    case (.nonCommercial, _): add(.obligation, "not for commercial advantage")
    case (.academic, .research), (.any, _): break
    }
    if facts.derivatives == false {
      add(
        purpose == .redistribution ? .blocker : .obligation,
        "adapted material must not be passed on")
    }
    if facts.attribution == true { add(.obligation, "name the makers and the licence") }
    if facts.shareAlike == true {
      add(.obligation, "what is made from it and passed on carries \(license.label)")
    }
    if facts.use != .unknown, facts.attribution == nil {
      add(.unknown, "whether attribution is asked for is not known")
    }
  }

  private mutating func add(
    _ kind: Finding.Kind, _ dataset: String, _ path: [String], _ license: String?, _ scope: String?,
    _ message: String
  ) {
    let finding = Finding(
      kind: kind, dataset: dataset, path: path, license: license, scope: scope, message: message)
    if !findings.contains(finding) { findings.append(finding) }
  }

  /// The report as JSON.
  package var tree: JSON {
    func list(_ kind: Finding.Kind) -> JSON {
      .array(
        findings(kind).map { finding in
          var members = [
            JSON.Member("dataset", .string(finding.dataset)),
            JSON.Member("path", .strings(finding.path)),
          ]
          if let license = finding.license {
            members.append(JSON.Member("license", .string(license)))
          }
          if let scope = finding.scope { members.append(JSON.Member("scope", .string(scope))) }
          members.append(JSON.Member("message", .string(finding.message)))
          return .object(members)
        })
    }
    return .object([
      JSON.Member("schema", .string("catalog.license/1")),
      JSON.Member("use", .string(purpose.rawValue)), JSON.Member("datasets", .strings(roots)),
      JSON.Member("checked", .integer(datasetCount)), JSON.Member("blocked", .bool(isBlocked)),
      JSON.Member("blockers", list(.blocker)), JSON.Member("unknowns", list(.unknown)),
      JSON.Member("obligations", list(.obligation)),
      JSON.Member("note", .string(Self.disclaimer)),
    ])
  }
}
