internal import CatalogStore
internal import Datasets
internal import FoundationEssentials
internal import JSONText

extension Catalog {
  /// What the licences of datasets, of their parts and wholes and of their origins mean for a
  /// purpose, each alone and all together.
  ///
  /// - Parameters:
  ///   - ids: Datasets, or clusters behind ``clusterPrefix``; one that is named twice is counted once.
  ///   - purpose: One of ``purposes``.
  /// - Returns: A verdict for all and for each; what blocks, what is unknown, and what is asked.
  /// - Throws: ``CatalogError`` `usage` for an unknown purpose.
  public func rights(of ids: [String], for purpose: String) throws -> RightsAnswer {
    var mixture = Mixture()
    mixture.datasets = ids.compactMap(Mixture.Portion.short)
    return try rights(of: mixture, for: purpose)
  }

  /// What the licences of the datasets of a mixture mean for a purpose, and how often a model that is
  /// trained on it sees each of them.
  ///
  /// - Parameters:
  ///   - path: A file of YAML or JSON.
  ///   - purpose: One of ``purposes``; by default that of the file, else commercial.
  /// - Returns: As for datasets, and the figures of the mixture.
  /// - Throws: ``CatalogError`` `badFormat` with the line for a file that is no mixture, `notFound`
  ///   for a dataset that the catalogue does not hold.
  public func rights(ofMixture path: String, for purpose: String? = nil) throws -> RightsAnswer {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file", at: .file(path))
    }
    return try rights(ofMixture: Array(data), at: path, for: purpose)
  }

  /// The same for a mixture at hand.
  ///
  /// - Parameters:
  ///   - bytes: YAML or JSON.
  ///   - path: What it is called in errors.
  ///   - purpose: One of ``purposes``; by default that of the mixture, else commercial.
  /// - Returns: As for datasets, and the figures of the mixture.
  /// - Throws: ``CatalogError`` `badFormat` with the line, `notFound` for a dataset.
  public func rights(
    ofMixture bytes: [UInt8], at path: String, for purpose: String? = nil
  ) throws -> RightsAnswer {
    let mixture: Mixture
    let problems: [DatasetProblem]
    do {
      (mixture, problems) = try Mixture.read(bytes)
    } catch {
      throw CatalogError(
        .badFormat, "not \(error.format): \(error.message)",
        at: .file(path, line: UInt64(error.place.line)), remedy: .advice(error.remedy))
    }
    // A key that is not read may say how much of a dataset is used.
    if let problem = problems.first(where: { $0.severity >= .warning }) {
      throw CatalogError(
        .badFormat, "\(problem.path.isEmpty ? "mixture" : problem.path): \(problem.message)",
        at: .file(path, line: problem.place.map { UInt64($0.line) }),
        remedy: .advice(problem.remedy))
    }
    return try rights(of: mixture, for: purpose ?? mixture.use ?? RightsPurpose.commercial.rawValue)
  }

  private func rights(of mixture: Mixture, for purpose: String) throws -> RightsAnswer {
    guard let known = RightsPurpose(name: purpose) else {
      throw CatalogError(
        .usage, "no purpose is called \"\(purpose)\"",
        remedy: .choose(.purpose, from: Self.purposes))
    }
    return try CatalogError.folding {
      let mixture = try expanded(mixture)
      let report = try store.rights(mixture.datasets.map(\.dataset), for: known)
      var answer = RightsAnswer(report: report, mixture: try figures(of: mixture, report))
      answer.mixture.remainders = try remainders(of: answer.mixture, report, for: known)
      for finding in report.findings where finding.license?.ground == .entry {
        guard let holder = finding.path.last, answer.placesRead[holder] == nil else { continue }
        answer.placesRead[holder] = try store.dataset(holder).dataset.sources
      }
      return answer
    }
  }

  /// The mixture with the datasets of its clusters in their place.
  ///
  /// How much is used of a cluster is said of all of it, so each dataset has its share by its tokens.
  private func expanded(_ mixture: Mixture) throws -> Mixture {
    var mixture = mixture
    mixture.datasets = try mixture.datasets.flatMap { portion -> [Mixture.Portion] in
      guard portion.dataset.hasPrefix(Self.clusterPrefix) else { return [portion] }
      let members = try members(
        ofCluster: String(portion.dataset.dropFirst(Self.clusterPrefix.count)))
      guard let amount = portion.weight ?? portion.tokenCount else {
        return members.compactMap(Mixture.Portion.short)
      }
      let tokens = try members.map { try store.dataset($0).dataset.tokenCount.map(Double.init) }
      let all = tokens.compactMap(\.self).reduce(0, +)
      guard all > 0, !tokens.contains(nil) else {
        throw CatalogError(
          .usage,
          "how much is used of each dataset of \(portion.dataset) is not known, because not all of them state their tokens",
          remedy: .advice("name the datasets, each with how much of it is used"))
      }
      return zip(members, tokens).map { member, count in
        var part = Mixture.Portion()
        part.dataset = member
        part.weight = amount * (count ?? 0) / all
        if portion.weight == nil { (part.weight, part.tokens) = (nil, "\(part.weight ?? 0)") }
        return part
      }
    }
    return mixture
  }

  private func figures(of mixture: Mixture, _ report: RightsReport) throws -> MixtureFigures {
    let total = mixture.totalTokens
    let weights = mixture.datasets.compactMap(\.weight).reduce(0, +)
    let ids = report.answers.map(\.dataset)
    var amounts: [String: Double] = [:]
    var members: [MixtureFigures.Member] = []
    for portion in mixture.datasets {
      let stored = try store.dataset(portion.dataset)
      let dataset = stored.dataset
      if let amount = portion.weight ?? portion.tokenCount {
        amounts[dataset.id, default: 0] += amount
      }
      guard !members.contains(where: { $0.dataset == dataset.id }) else { continue }
      let wholes = try dataset.lineage.filter { $0.relation == .partOf }.compactMap(\.targetID)
        .compactMap { try store.find($0)?.id }
      members.append(
        MixtureFigures.Member(
          dataset: dataset.id, tokens: dataset.tokenCount,
          doubts: dataset.measures.doubts(about: Measure.Metric.tokens),
          bytes: ListedDataset(dataset: dataset, index: stored.index).byteCount,
          partOf: wholes.first(where: ids.contains)))
    }
    for index in members.indices {
      guard let amount = amounts[members[index].dataset] else { continue }
      // Weights are shares of their sum, numbers of tokens are shares of all tokens.
      let share = weights > 0 ? amount / weights : total.map { amount / $0 }
      members[index].share = share
      members[index].taken =
        weights > 0 ? share.flatMap { share in total.map { $0 * share } } : amount
    }
    return MixtureFigures(
      name: mixture.name, totalTokens: total, members: members, repeated: report.repeated)
  }

  /// What is left without the datasets that stand in the way: first those that are blocked, then those
  /// that are unknown too, then those that are clear by their label only.
  private func remainders(
    of figures: MixtureFigures, _ report: RightsReport, for purpose: RightsPurpose
  ) throws -> [MixtureFigures.Remainder] {
    var remainders: [MixtureFigures.Remainder] = []
    for worst in [RightsVerdict.blocked, .unknown, .byLabel] {
      let left = report.answers.filter { $0.verdict < worst }.map(\.dataset)
      let without = report.answers.filter { $0.verdict >= worst }.map(\.dataset)
      guard !left.isEmpty, !without.isEmpty, remainders.last?.without != without else { continue }
      let verdict = try store.rights(left, for: purpose).verdict
      let members = figures.members.filter { left.contains($0.dataset) }
      remainders.append(
        MixtureFigures.Remainder(
          without: without, datasets: left, verdict: verdict.words, verdictName: verdict.name,
          tokens: MixtureFigures.tokens(of: members), bytes: MixtureFigures.bytes(of: members)))
      if verdict == .clear { break }
    }
    return remainders
  }
}
