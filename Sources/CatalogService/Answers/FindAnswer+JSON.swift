internal import CorpusIndex
package import JSONText

extension FindAnswer: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.find/1")),
      .init("query", .string(query)),
      .init(
        "total", .keys(["value": .integer(records.total), "exact": .bool(totalIsExact)])),
      .init("took_ms", .measured(milliseconds)),
      .init("coverage", coverage.tree),
      .init("hits", .array(records.hits.map(\.tree))),
      .init("datasets", .array(datasets.map(\.tree))),
      .init("facets", .facets(records.facets)),
      .init("next", .text(records.next)),
    ]
    if !records.notices.isEmpty { tree.append(.init("notices", .notices(records.notices))) }
    let more = JSON.unnamedValues(records.facets)
    if !more.isEmpty { tree.append(.init("facets_more", .object(more))) }
    if let plan = records.plan { tree.append(.init("plan", .strings(plan))) }
    return .object(tree)
  }
}

extension Hit: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("dataset", .string(reference.corpus)),
      .init("record", .string(reference.record)),
      .init("score", score.map { .score($0) } ?? .null),
      .init("title", .text(title)),
      .init("snippet", .string(snippet)),
      .init(
        "highlights",
        .array(highlights.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })),
      .init("fields", .fields(fields)),
    ]
    if !occurrences.isEmpty {
      tree.append(
        .init(
          "occurrences",
          .array(
            occurrences.map {
              .keys([
                "before": .string($0.before), "match": .string($0.match),
                "after": .string($0.after),
              ])
            })))
    }
    if let occurrencesRemark {
      tree.append(.init("occurrences_remark", .string(occurrencesRemark)))
    }
    if let explanation { tree.append(.init("explanation", .strings(explanation))) }
    return .object(tree)
  }
}

extension FoundDataset {
  package var tree: JSON {
    .keys([
      "id": .string(id), "name": .string(name), "score": .measured(score),
      "snippet": .string(snippet),
    ])
  }
}

extension AnswerCoverage {
  /// The numbers that the contract names, then the reasons behind them where there are any.
  var tree: JSON {
    var tree: [JSON.Member] = [
      .init("datasets", .integer(datasets)),
      .init("searched", .integer(engine.searched)),
      .init("stale", .integer(stale.count)),
      .init("failed", .integer(failures.count)),
      .init("documents", .integer(engine.documents)),
    ]
    if !stale.isEmpty {
      tree.append(.init("stale_datasets", .strings(stale.map(\.dataset))))
      tree.append(
        .init(
          "stale_reasons",
          .array(stale.map { .said($0.statement, $0.remedy, of: $0.dataset) })))
    }
    if !failures.isEmpty {
      tree.append(
        .init(
          "failures",
          .array(
            failures.map { .said($0.error.statement, $0.error.remedy, of: $0.dataset) })))
    }
    if !engine.notes.isEmpty { tree.append(.init("notes", .strings(engine.notes))) }
    return .object(tree)
  }
}

extension CountedAnswer: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.count/1")),
      .init("records", .integer(count.records)),
      .init("occurrences", .number(count.occurrences)),
      .init("exact", .bool(isExact)),
      .init("by", .facets(count.facets)),
      .init("coverage", coverage.tree),
    ]
    if !count.notices.isEmpty { tree.append(.init("notices", .notices(count.notices))) }
    let more = JSON.unnamedValues(count.facets)
    if !more.isEmpty { tree.append(.init("by_more", .object(more))) }
    return .object(tree)
  }
}

extension JSON {
  /// Fields with their values and counts.
  static func facets(_ facets: [FieldFacet]) -> JSON {
    .object(
      facets.map { facet in
        Member(
          facet.field,
          .array(
            facet.values.map {
              .keys(["value": $0.value?.tree ?? .null, "count": .integer($0.count)])
            }))
      })
  }

  /// How many values of each field are not named, where there are any.
  static func unnamedValues(_ facets: [FieldFacet]) -> [Member] {
    facets.filter { $0.more > 0 }.map { Member($0.field, .integer($0.more)) }
  }

  /// A record's metadata.
  static func fields(_ fields: [RecordField]) -> JSON {
    .object(fields.map { Member($0.name, $0.value.tree) })
  }
}
