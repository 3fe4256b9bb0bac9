internal import CatalogService
internal import JSONText

/// A mixture as an address says it: datasets with weights, and how many tokens all of it has.
struct MixtureQuestion {
  /// A dataset and its weight.
  typealias Portion = (dataset: String, weight: String)

  /// The datasets with their weights.
  var portions: [Portion]
  /// Tokens of the whole, as written.
  var tokens: String?

  /// - Throws: ``CatalogError`` `usage` for a weight that is no number.
  init(_ portions: [Portion], tokens: String?) throws {
    if let wrong = portions.first(where: { Double($0.weight)?.isFinite != true }) {
      throw CatalogError(
        .usage, "the weight of \(wrong.dataset) is “\(wrong.weight)”, which is no number",
        at: .field("weight"))
    }
    self.portions = portions
    self.tokens = tokens
  }

  /// - Throws: ``CatalogError`` `usage` for weights that are no numbers, or not as many as datasets.
  init(_ datasets: [String], weights: [String], tokens: String?) throws {
    guard weights.isEmpty || weights.count == datasets.count else {
      throw CatalogError(
        .usage, "“dataset” has values: \(datasets.count), and “weight”: \(weights.count)",
        at: .field("weight"), remedy: .advice("give one weight for each dataset, or none"))
    }
    try self.init(
      datasets.indices.map { (datasets[$0], weights.isEmpty ? "1" : weights[$0]) }, tokens: tokens)
  }

  /// What may be done with the mixture.
  ///
  /// - Parameters:
  ///   - catalog: The catalogue.
  ///   - use: The purpose.
  /// - Returns: The answer.
  /// - Throws: ``CatalogError``; what is wrong with the mixture is `usage`, as it stands in an address and
  ///   in no text of a format.
  func rights(in catalog: Catalog, for use: String) throws -> RightsAnswer {
    do {
      return try catalog.rights(ofMixture: bytes, at: "the address", for: use)
    } catch var error as CatalogError where error.code == .badFormat {
      error.code = .usage
      throw error
    }
  }

  /// The mixture as a JSON text.
  private var bytes: [UInt8] {
    var members: [JSON.Member] = [
      .init(
        "datasets",
        .array(
          portions.map {
            .object([
              .init("dataset", .string($0.dataset)),
              // JSON writes fewer numbers than people do, such as .5.
              .init("weight", .double(Double($0.weight) ?? .nan)),
            ])
          }))
    ]
    if let tokens { members.append(.init("tokens", .string(tokens))) }
    return JSON.object(members).bytes
  }
}
