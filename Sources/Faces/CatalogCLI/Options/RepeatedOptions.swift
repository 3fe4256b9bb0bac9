internal import ArgumentParser
internal import CatalogService
internal import JSONText

/// Options that hold one value and were given two: the parser takes the last and says nothing.
///
/// Which options a command has, and which of them may be repeated, stands in the parser's own account
/// of the command, so that this holds for every verb.
enum RepeatedOptions {
  /// Looks for two values of one option.
  ///
  /// - Parameters:
  ///   - arguments: Which the parser could read.
  ///   - command: That they are for.
  /// - Throws: ``CatalogError`` `usage` that names the option and both values.
  static func refuse(
    in arguments: [String], of command: any ParsableCommand.Type
  ) throws(CatalogError) {
    let words = arguments.prefix { $0 != "--" }
    guard words.count(where: { $0.hasPrefix("-") }) > 1 else { return }
    for option in Self.options(of: command) {
      let values = option.values(in: words)
      guard let first = values.first, let other = values.first(where: { $0 != first }) else {
        continue
      }
      throw CatalogError(
        .usage, "\(option.names[0]) takes one value, and has \"\(first)\" and \"\(other)\"",
        remedy: .advice("give one of them"))
    }
  }

  /// An option that holds one value.
  private struct Option {
    /// With their hyphens, the usual one first.
    var names: [String]

    func values(in words: ArraySlice<String>) -> [String] {
      var values: [String] = []
      for (index, word) in zip(words.indices, words) {
        guard let name = names.first(where: word.hasPrefix) else { continue }
        var rest = word.dropFirst(name.count)
        if rest.isEmpty {
          guard words.indices.contains(index + 1) else { continue }
          values.append(words[index + 1])
        } else if rest.first == "=" {
          rest.removeFirst()
          values.append(String(rest))
        } else if !name.hasPrefix("--") {
          values.append(String(rest))
        }
      }
      return values
    }
  }

  private static func options(of command: any ParsableCommand.Type) -> [Option] {
    let account = try? JSONReader.read(Array(command._dumpHelp().utf8))
    return (account?["command"]?["arguments"]?.array ?? []).compactMap { argument in
      guard argument["kind"]?.string == "option", argument["isRepeating"]?.bool == false else {
        return nil
      }
      let names = (argument["names"]?.array ?? []).compactMap { name -> String? in
        guard let text = name["name"]?.string else { return nil }
        return (name["kind"]?.string == "long" ? "--" : "-") + text
      }.sorted { $0.utf8.count > $1.utf8.count }
      if names.isEmpty { return nil }
      return Option(names: names)
    }
  }
}
