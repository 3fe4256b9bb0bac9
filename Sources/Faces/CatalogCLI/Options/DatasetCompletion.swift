internal import ArgumentParser
internal import CatalogService
internal import FoundationEssentials

/// Completes names of datasets and clusters from the catalogue that the user means.
enum DatasetCompletion {
  /// Ids of datasets, clusters behind `cluster:`, and names in other scripts once one was begun.
  static let kind = CompletionKind.custom { words, _, beginning in
    candidates(
      words: words, beginning: beginning,
      describes: CompletionShell.requesting == .zsh || CompletionShell.requesting == .fish)
  }

  /// What a shell is given.
  ///
  /// - Parameters:
  ///   - words: The command line so far, in which a home may be named.
  ///   - beginning: What stands of the word.
  ///   - describes: Each is followed by its name, behind a colon.
  ///   - environment: Where else a home may be named, and the user's language.
  /// - Returns: Completions; none when the catalogue cannot be read, since a prompt is no place for
  ///   errors.
  static func candidates(
    words: [String], beginning: String, describes: Bool,
    environment: [String: String] = Host.environment
  ) -> [String] {
    let option = words.firstIndex(of: "--home").map { $0 + 1 }
    let catalog = Catalog(
      at: CatalogHome.resolve(
        explicit: option.flatMap { words.indices.contains($0) ? words[$0] : nil },
        environment: environment,
        workingDirectory: Host.workingDirectory))
    let language = UserLanguage.preferred(in: environment)
    let found = try? catalog.completions(of: beginning, language: language)
    return (found ?? []).map { completion in
      guard describes else { return completion.text }
      return completion.text.replacing(":", with: "\\:") + ":" + completion.name.onOneLine
    }
  }
}
