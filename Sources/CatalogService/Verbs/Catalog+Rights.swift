internal import CatalogStore
internal import Datasets
package import JSONText

/// What the licences of datasets, of their parts and wholes and of their origins mean for a purpose.
public struct RightsAnswer: Sendable {
  let report: RightsReport
  /// How much the datasets come to, and what is left without those that stand in the way.
  public internal(set) var mixture: MixtureFigures
  /// Where descriptions were read, by dataset, of those whose licence statements rest on that.
  var placesRead: [String: [String]] = [:]

  /// The answer for one dataset.
  public struct Verdict: Sendable {
    /// The dataset asked about.
    public var dataset: String
    /// `clear`, `by label only`, `unknown` or `blocked`.
    public var verdict: String
    /// What led to it, with its licence: what stands against the use, or what allows it.
    public var reason: String?
    /// The shortest way from the dataset to what led to the verdict, in words.
    public var path: String?
    /// Where the licence that led to it was read; several where it was read at one of them.
    public var sources: [String]
  }

  /// One thing to know.
  public struct Finding: Sendable {
    /// `blocker`, `unknown`, `label`, `obligation` or `ground`.
    public var kind: String
    /// How the dataset asked about leads to the licence, in words.
    public var path: String
    /// The licence.
    public var license: String?
    /// The part of the dataset that the licence covers.
    public var scope: String?
    /// What it means.
    public var message: String
  }

  /// What is asked or unknown, and everything that says so.
  public struct Matter: Sendable {
    /// `blocker`, `unknown`, `label`, `obligation` or `ground`.
    public var kind: String
    /// The licence.
    public var license: String?
    /// What it means.
    public var message: String
    /// How the datasets asked about lead to it, with the part that the licence covers.
    public var places: [String]
  }

  /// One verdict for each dataset asked about.
  public var verdicts: [Verdict] {
    report.answers.map { verdict($0.verdict, on: $0.dataset, because: $0.reason) }
  }

  /// The verdict on all of them together.
  public var together: Verdict {
    let count = report.answers.count
    let name =
      mixture.name ?? (count == 1 ? report.answers[0].dataset : "\(count) datasets together")
    return verdict(report.verdict, on: name, because: report.reason)
  }

  private func verdict(
    _ verdict: RightsVerdict, on name: String, because reason: RightsReport.Finding?
  ) -> Verdict {
    Verdict(
      dataset: name, verdict: verdict.words,
      reason: reason.map { reason in
        (reason.license?.known.map { "\($0): " } ?? "") + reason.message
      }, path: reason.map(\.pathText), sources: reason.map(sources) ?? [])
  }

  /// Where a finding's statement was read: its own source, else those of the whole description.
  private func sources(of finding: RightsReport.Finding) -> [String] {
    guard let license = finding.license, let source = license.source else {
      return entrySources(of: finding)
    }
    return [source + (license.asOf.map { ", \($0)" } ?? "")]
  }

  /// Where the description was read on which the statement of a finding rests.
  private func entrySources(of finding: RightsReport.Finding) -> [String] {
    guard finding.license?.ground == .entry, let holder = finding.path.last else { return [] }
    return placesRead[holder] ?? []
  }

  /// Everything found, the gravest first.
  public var findings: [Finding] {
    RightsReport.Finding.Kind.allCases.flatMap { kind in
      report.findings(kind).map {
        Finding(
          kind: $0.kind.rawValue, path: $0.pathText, license: $0.license?.known,
          scope: $0.license?.scope, message: $0.message)
      }
    }
  }

  /// What was found, each matter once with the places that it concerns, the gravest first.
  public var matters: [Matter] {
    var matters: [Matter] = []
    for finding in findings {
      let place = finding.path + (finding.scope.map { " (\($0))" } ?? "")
      if let index = matters.firstIndex(where: {
        $0.kind == finding.kind && $0.license == finding.license && $0.message == finding.message
      }) {
        if !matters[index].places.contains(place) { matters[index].places.append(place) }
      } else {
        matters.append(
          Matter(
            kind: finding.kind, license: finding.license, message: finding.message,
            places: [place]))
      }
    }
    return matters
  }

  /// Datasets looked at.
  public var datasets: Int { report.datasetCount }
  /// The purpose that was asked about: `academic`, `commercial` or `any`.
  public var purpose: String { report.purpose.rawValue }
  /// Nothing forbids the purpose, and nothing is unknown.
  public var isClear: Bool { report.verdict == .clear }
  /// Nothing forbids the purpose, and the labels allow it.
  public var isClearByLabels: Bool { report.verdict <= .byLabel }
  /// The sentence that goes with every report.
  public static let disclaimer = RightsReport.disclaimer
}

extension LicenseStatement {
  /// Its label, unless that says no more than that nothing is known.
  fileprivate var known: String? { label == Self.unknownLabel ? nil : label }
}

/// What the table of licences says about one of them.
public struct LicenseAnswer: Sendable {
  /// The spelling asked about.
  public var spelling: String
  /// The SPDX id; `nil` when the table does not know the licence.
  public var spdx: String?
  /// The licence's name.
  public var name: String?
  /// `any`, `non-commercial`, `academic`, `none` or `unknown`.
  public var use: String
  /// The same for tables, with the condition that keeps a use from being allowed as it stands.
  public var useText: String
  /// The makers must be named; `nil` is unknown.
  public var attribution: Bool?
  /// What is made from it must carry the same licence; `nil` is unknown.
  public var shareAlike: Bool?
  /// Changed versions may be passed on; `nil` is unknown.
  public var derivatives: Bool?
  /// What may be passed on: `changed` versions too, the data `unchanged`, or `no`; `nil` is unknown.
  public var passingOn: String?
  /// What is asked besides, such as `ask-for-commercial-use`.
  public var conditions: [String]
  /// Why.
  public var reason: String
  /// Other spellings that mean the same.
  public var aliases: [String]
}

/// Where a dataset comes from and what was made of it.
public struct LineageAnswer: Sendable {
  let graph: LineageGraph

  /// The graph as `tree`, `mermaid` or `dot`; `nil` for another name.
  public func text(as form: String) -> String? {
    switch form {
    case "tree": graph.treeText
    case "mermaid": graph.mermaidText
    case "dot": graph.dotText
    default: nil
    }
  }
}

/// The editions of a dataset, oldest first.
public struct VersionsAnswer: Sendable {
  /// One edition.
  public struct Edition: Sendable {
    /// Its version.
    public var version: String?
    /// When it was released.
    public var released: String?
    /// The catalogue's entry for it.
    public var dataset: String
    /// Its name.
    public var name: String
    /// It is the one asked about.
    public var isCurrent: Bool
  }

  /// The editions.
  public var editions: [Edition]
}

/// What differs between two descriptions.
public struct DiffAnswer: Sendable {
  let changes: [DatasetDiff.Change]

  /// One line per value: its path, and what stood and stands there.
  public var lines: [(path: String, before: String?, after: String?)] {
    changes.map { ($0.path, $0.before.map(Self.text), $0.after.map(Self.text)) }
  }

  /// A value in short: a text, a mapping of one value as that value, else as JSON.
  private static func text(_ value: JSON) -> String {
    if let members = value.members, members.count == 1, let only = members[0].value.scalarText {
      return only
    }
    return value.scalarText ?? value.text
  }
}

extension Catalog {
  /// The purposes that ``rights(of:for:)`` knows.
  public static let purposes = RightsPurpose.allCases.map(\.rawValue)

  /// What the table of licences says about some of them; unknown is never a permission.
  ///
  /// - Parameter spellings: SPDX ids, names, addresses or hubs' words; all of the table when empty.
  /// - Returns: The facts, in the order asked for.
  public static func licenses(_ spellings: [String] = []) -> [LicenseAnswer] {
    let wanted =
      spellings.isEmpty ? LicenseTable.entries.map { $0.spdx ?? $0.name } : spellings
    return wanted.map { spelling in
      let entry = LicenseTable.entry(for: spelling)
      let facts = (LicenseStatement.short(spelling) ?? LicenseStatement(name: spelling)).facts
      return LicenseAnswer(
        spelling: spelling, spdx: entry?.spdx, name: entry?.name, use: facts.use.rawValue,
        useText: facts.useText,
        attribution: facts.attribution, shareAlike: facts.shareAlike,
        derivatives: facts.derivatives, passingOn: facts.passingOn?.rawValue,
        conditions: facts.conditions.map(\.rawValue), reason: facts.reason,
        aliases: entry?.aliases ?? [])
    }
  }

  /// Where a dataset comes from and what was made of it; `nil` steps go all the way.
  public func lineage(_ id: String, up: Int? = nil, down: Int? = nil) throws -> LineageAnswer {
    LineageAnswer(graph: try CatalogError.folding { try store.lineage(id, up: up, down: down) })
  }

  /// The editions of a dataset, oldest first.
  public func versions(_ id: String) throws -> VersionsAnswer {
    VersionsAnswer(
      editions: try CatalogError.folding {
        try store.versions(id).map {
          .init(
            version: $0.version, released: $0.released, dataset: $0.dataset, name: $0.name,
            isCurrent: $0.isCurrent)
        }
      })
  }

  /// What differs between the descriptions of two datasets.
  public func diff(_ first: String, _ second: String) throws -> DiffAnswer {
    try CatalogError.folding {
      DiffAnswer(
        changes: DatasetDiff(try store.dataset(first).dataset, try store.dataset(second).dataset)
          .changes)
    }
  }
}

extension RightsAnswer: JSONAnswer {
  package var tree: JSON {
    let answer = JSON.keys([
      "schema": .string("catalog.rights/1"), "use": .string(report.purpose.rawValue),
      "verdict": .string(report.verdict.name), "clear": .bool(isClear),
      "datasets": .integer(datasets), "reason": report.reason.map(tree) ?? .null,
      "answers": .array(
        report.answers.map {
          .keys([
            "dataset": .string($0.dataset), "verdict": .string($0.verdict.name),
            "reason": $0.reason.map(tree) ?? .null,
          ])
        }),
      "findings": .array(report.findings.map(tree)), "note": .string(Self.disclaimer),
    ])
    return .object((answer.members ?? []) + mixture.tree)
  }

  private func tree(_ finding: RightsReport.Finding) -> JSON {
    .keys([
      "kind": .string(finding.kind.rawValue), "dataset": .string(finding.dataset),
      "path": .strings(finding.path),
      "links": .strings(finding.steps.compactMap { $0.link?.rawValue }),
      "license": .text(finding.license?.label), "scope": .text(finding.license?.scope),
      "of": .text(finding.license?.subject?.rawValue),
      "by": .text(finding.license?.speaker?.rawValue),
      "source": .text(finding.license?.source),
      "rests_on": .text(finding.license?.ground?.rawValue),
      "entry_sources": .strings(entrySources(of: finding)),
      "as_of": .text(finding.license?.asOf), "message": .string(finding.message),
    ])
  }
}

extension LicenseAnswer: JSONAnswer {
  package var tree: JSON {
    func fact(_ value: Bool?) -> JSON { value.map { .bool($0) } ?? .null }
    return .keys([
      "schema": .string("catalog.license/1"), "asked": .string(spelling), "spdx": .text(spdx),
      "name": .text(name), "use": .string(use), "attribution": fact(attribution),
      "share_alike": fact(shareAlike), "derivatives": fact(derivatives),
      "passing_on": .text(passingOn), "conditions": .strings(conditions),
      "reason": .string(reason), "aliases": .strings(aliases),
    ])
  }
}

extension LineageAnswer: JSONAnswer {
  package var tree: JSON { graph.tree }
}

extension VersionsAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.versions/1"),
      "versions": .array(
        editions.map {
          .keys([
            "version": .text($0.version), "released": .text($0.released),
            "dataset": .string($0.dataset), "name": .string($0.name),
            "current": .bool($0.isCurrent),
          ])
        }),
    ])
  }
}

extension DiffAnswer: JSONAnswer {
  package var tree: JSON { .keys(["schema": .string("catalog.diff/1"), "changes": list]) }

  /// One object per value.
  var list: JSON {
    .array(
      changes.map {
        .keys([
          "path": .string($0.path), "area": .string($0.area.rawValue),
          "before": $0.before ?? .null, "after": $0.after ?? .null,
        ])
      })
  }
}
