public import CorpusIndex
package import JSONText

/// A plan of units, and what was detected in the data.
public struct PlanAnswer: Sendable, Equatable {
  /// The plan, as machines read it.
  public var plan: UnitPlan
  /// What the sources are, and why.
  public var detected: AddPlan
  /// Where the plan was written.
  public var folder: String?
}

extension PlanAnswer: JSONAnswer {
  package var tree: JSON { plan.tree }
}

/// A unit that was made.
public struct UnitAnswer: Sendable, Equatable {
  /// Its number in the plan, from 1.
  public var number: Int
  /// Units of the plan.
  public var count: Int
  /// The unit, and what was read.
  public var unit: MadeUnit
}

extension UnitAnswer: JSONAnswer {
  package var tree: JSON {
    let report =
      IndexingAnswer(
        id: unit.id, outcome: unit.wasThere ? .unchanged : .indexed, plan: nil, report: unit.report
      ).tree.members ?? []
    // What is said of a dataset's run is said of a unit's, under a name of its own.
    return .object(
      [
        .init("schema", .string("catalog.unit/1")), .init("unit", .string(unit.id)),
        .init("number", .integer(number)), .init("of", .integer(count)),
        .init("path", .string(unit.path)),
      ] + report.filter { $0.key != "schema" && $0.key != "dataset" })
  }
}
