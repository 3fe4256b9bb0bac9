internal import CatalogService

/// What datasets may be used for, in every form.
struct RightsPage {
  private let answer: RightsAnswer
  private let acceptsLabels: Bool
  private let namesAll: Bool

  /// - Parameters:
  ///   - answer: The verdicts and what led to them.
  ///   - acceptsLabels: A verdict by label only is good enough.
  ///   - namesAll: Every dataset is named that a licence comes from.
  init(_ answer: RightsAnswer, acceptsLabels: Bool, namesAll: Bool) {
    self.answer = answer
    self.acceptsLabels = acceptsLabels
    self.namesAll = namesAll
  }

  /// Prints the verdict on all, that on each, what would be left, and everything that was found.
  func print(on output: Output) {
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv: tabs(on: output)
    case .ids:
      for verdict in answer.verdicts
      where verdict.verdict == "clear" || acceptsLabels && verdict.verdict == "by label only" {
        output.line(verdict.dataset.onOneLine)
      }
    case .human: human(on: output)
    }
  }

  private func tabs(on output: Output) {
    if isMixture {
      let all = answer.together
      output.tabs(["together", all.dataset, "", all.verdict, all.reason ?? ""])
    }
    for verdict in answer.verdicts {
      output.tabs([
        "verdict", verdict.path ?? verdict.dataset, verdict.dataset, verdict.verdict,
        verdict.reason ?? "",
      ])
    }
    for id in answer.mixture.repeated { output.tabs(["repeated", id, "", "", ""]) }
    for member in answer.mixture.members where isMixture {
      output.tabs([
        "portion", member.dataset,
        member.share.map { Figures.significant($0, digits: 6) } ?? "",
        member.tokens.map { "\($0)" } ?? "",
        member.timesSeen.map { Figures.significant($0, digits: 6) } ?? "",
      ])
      for sentence in member.doubtSentences {
        output.tabs(["doubt", member.dataset, "", "", sentence])
      }
    }
    for remainder in answer.mixture.remainders {
      output.tabs([
        "without", remainder.without.joined(separator: ", "),
        remainder.datasets.joined(separator: ", "), remainder.verdict, "",
      ])
    }
    for finding in answer.findings {
      output.tabs([
        finding.kind, finding.path, finding.license ?? "", finding.message, finding.scope ?? "",
      ])
    }
  }

  /// Several datasets are judged together, and so are those of a file, however many they are.
  private var isMixture: Bool { answer.verdicts.count > 1 || answer.mixture.name != nil }

  private func human(on output: Output) {
    if isMixture {
      let all = answer.together
      print(all, isLong: false, on: output)
      // What none of them is by itself is between them.
      if let reason = all.reason, !answer.verdicts.contains(where: { $0.verdict == all.verdict }) {
        output.wrapped("  \(reason.onOneLine)")
      }
    }
    for verdict in answer.verdicts {
      print(verdict, isLong: true, on: output)
      if let member = answer.mixture.members.first(where: { $0.dataset == verdict.dataset }),
        let line = Self.portion(member)
      {
        output.wrapped("  \(line)")
        for sentence in member.doubtSentences { output.wrapped("  \(sentence.onOneLine)") }
      }
    }
    for id in answer.mixture.repeated {
      output.wrapped("\(id.onOneLine) is named more than once and counted once")
    }
    if isMixture { printFigures(on: output) }
    // Beside what stands against the use, what allows it would only be in the way.
    for matter in answer.matters
    where namesAll || answer.isClearByLabels || matter.kind != "ground" {
      print(matter, on: output)
    }
    let datasets = answer.datasets == 1 ? "1 dataset" : "\(answer.datasets) datasets"
    output.note("\(datasets) looked at. \(RightsAnswer.disclaimer)")
  }

  private func print(_ verdict: RightsAnswer.Verdict, isLong: Bool, on output: Output) {
    let use = answer.purpose == "any" ? "any use" : "\(answer.purpose) use"
    let style = output.style
    let word = verdict.verdict == "clear" ? verdict.verdict : style.bad(verdict.verdict)
    let name = verdict.dataset.onOneLine
    output.wrapped(
      "\(name): \(verdict.verdict) for \(use)",
      styled: "\(style.strong(name)): \(word) for \(use)")
    guard isLong, let reason = verdict.reason, let path = verdict.path else { return }
    output.wrapped("  \(path.onOneLine)")
    output.wrapped("  \(reason.onOneLine)")
    let places = verdict.sources.map(\.onOneLine)
    if places.count == 1 { output.wrapped("  read at: \(places[0])") }
    if places.count > 1 {
      output.line("  read at one of these:")
      for place in places { output.wrapped("    \(place)") }
    }
  }

  /// `60 % of the mixture: 600,000,000,000 tokens, each seen 4.6 times`.
  private static func portion(_ member: MixtureFigures.Member) -> String? {
    guard let share = member.share else { return nil }
    var line = "\(Figures.share(share)) of the mixture"
    if let taken = member.taken, let count = UInt64(exactly: taken.rounded()) {
      line += ": \(Figures.count(count)) tokens"
    }
    if let times = member.timesSeen {
      line += ", each seen \(Figures.times(times)) times"
    } else if member.tokens == nil {
      line += "; how many it has is unknown"
    }
    return line
  }

  private func printFigures(on output: Output) {
    output.wrapped("together: \(Self.sums(answer.mixture.tokens, answer.mixture.bytes))")
    let tokenizers = answer.mixture.tokenizers.map { entry in
      "\(entry.name ?? "not named") for \(entry.datasets)"
    }
    if !tokenizers.isEmpty {
      output.wrapped("  tokenizer: \(tokenizers.joined(separator: ", "))".onOneLine)
    }
    for member in answer.mixture.members {
      if let whole = member.partOf {
        output.wrapped(
          "  \(member.dataset.onOneLine) is part of \(whole.onOneLine) and counted there")
      }
    }
    for remainder in answer.mixture.remainders {
      let count = remainder.datasets.count
      output.wrapped(
        "without \(remainder.without.joined(separator: ", ")): ".onOneLine
          + "\(remainder.verdict), \(count == 1 ? "1 dataset" : "\(count) datasets"), "
          + Self.sums(remainder.tokens, remainder.bytes))
    }
  }

  /// `1,200 tokens in 2 datasets, 1 unknown; 34 TB in 3`.
  private static func sums(_ tokens: MixtureFigures.Total, _ bytes: MixtureFigures.Total) -> String
  {
    func text(_ total: MixtureFigures.Total, _ what: String, _ figure: (UInt64) -> String) -> String
    {
      guard total.known > 0 else { return "\(what) unknown" }
      let sum = figure(UInt64(max(0, min(total.sum, 1e18)))) + (what == "tokens" ? " tokens" : "")
      return sum + " in \(total.known)" + (total.unknown > 0 ? ", \(total.unknown) unknown" : "")
        + (total.doubtful.map { $0 > 0 ? ", \($0) doubtful" : "" } ?? "")
    }
    if tokens.known == 0, bytes.known == 0 { return "tokens and bytes unknown" }
    return text(tokens, "tokens", Figures.count) + "; " + text(bytes, "bytes", Figures.bytes)
  }

  /// Datasets named under one matter; `--all` names the rest.
  private static let shownPlaces = 4

  private func print(_ matter: RightsAnswer.Matter, on output: Output) {
    let style = output.style
    let kind =
      ["obligation", "ground"].contains(matter.kind) ? matter.kind : style.bad(matter.kind)
    let license = matter.license?.onOneLine
    let message = matter.message.onOneLine
    output.wrapped(
      "\(matter.kind):\(license.map { " \($0):" } ?? "") \(message)",
      styled: "\(kind):\(license.map { " \(style.strong($0)):" } ?? "") \(message)")
    let shown = namesAll ? matter.places.count : min(Self.shownPlaces, matter.places.count)
    for place in matter.places.prefix(shown) {
      let line = "  \(place.onOneLine)"
      output.wrapped(line, styled: style.dim(line))
    }
    if shown < matter.places.count {
      output.line(style.dim("  and \(matter.places.count - shown) more"))
    }
  }
}
