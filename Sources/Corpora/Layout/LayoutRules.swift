package import Records

/// What decides which part of a dataset a file belongs to: the user, a description, its name.
package struct LayoutRules: Sendable, Equatable {
  /// Which of them are asked, besides the user.
  package enum Source: String, Sendable, CaseIterable {
    /// What the description says; where it says nothing of splits, the names of files.
    case auto
    /// The names of files alone.
    case names
    /// Nothing: every data file is read, and none is told from another.
    case none
  }

  package var source: Source
  /// What the description beside the data says.
  package var described: FileLayout?
  /// What the user says; it counts before everything else.
  package var decided: [FileLayout.Part]

  package init(
    source: Source = .auto, described: FileLayout? = nil, decided: [FileLayout.Part] = []
  ) {
    self.source = source
    self.described = source == .auto ? described : nil
    self.decided = decided
  }

  /// How a file is written, as the description has it.
  func settings(of name: String) -> [String: String] {
    parts(of: name).reduce(into: [:]) { $0.merge($1.settings) { first, _ in first } }
  }

  /// The parts of the description that a file belongs to.
  func parts(of name: String) -> [FileLayout.Part] {
    Self.matching(described?.parts ?? [], name)
  }

  private static func matching(_ parts: [FileLayout.Part], _ name: String) -> [FileLayout.Part] {
    parts.filter { $0.patterns.contains { GlobPattern.matchesPath(name, $0) } }
  }

  /// The columns of some files that lie below one folder, or were named themselves.
  ///
  /// - Parameters:
  ///   - names: Their paths below it.
  ///   - sentences: Gets the reasons.
  /// - Returns: By file, its columns.
  func labels(of names: [String], _ sentences: inout [String]) -> [[FileLayout.Label]] {
    var labels = names.map { Self.merged(parts(of: $0)) }
    if let described, !described.parts.isEmpty {
      note(names, labels, "by \(described.source)", &sentences)
    }
    if source != .none { addPartitions(names, &labels, &sentences) }
    let isOpen = labels.allSatisfy { !$0.contains { $0.column == "split" } }
    if source != .none, isOpen {
      let naming = SplitNaming(names)
      let found = naming.findings.map { finding in
        guard let finding else { return [FileLayout.Label]() }
        let split = FileLayout.Label("split", [finding.split])
        return naming.hasConfigurations
          ? [FileLayout.Label("config", [finding.above]), split] : [split]
      }
      note(names, found, "by the names of files and folders", &sentences)
      for index in names.indices {
        let known = labels[index].map(\.column)
        labels[index] += found[index].filter { !known.contains($0.column) }
      }
    }
    let own = names.map { Self.merged(Self.matching(decided, $0)) }
    note(names, own, "decided by you", &sentences)
    for index in names.indices where !own[index].isEmpty {
      let columns = own[index].map(\.column)
      labels[index].removeAll { columns.contains($0.column) }
      labels[index] += own[index]
    }
    return labels
  }

  /// Adds the columns of folders that are called `column=value`, as engines write tables that are cut
  /// by their values.
  private func addPartitions(
    _ names: [String], _ labels: inout [[FileLayout.Label]], _ sentences: inout [String]
  ) {
    let found = names.map { name in
      name.split(separator: "/").dropLast().compactMap { folder -> FileLayout.Label? in
        guard let sign = folder.firstIndex(of: "="), sign > folder.startIndex,
          !folder[..<sign].contains(";")
        else { return nil }
        let value = SettingText.unescaped(folder[folder.index(after: sign)...])
        return value.isEmpty || value == "__HIVE_DEFAULT_PARTITION__"
          ? nil : FileLayout.Label(String(folder[..<sign]), [value])
      }
    }
    note(names, found, "by the names of folders", &sentences)
    for index in names.indices {
      let known = labels[index].map(\.column)
      labels[index] += found[index].filter { !known.contains($0.column) }
    }
  }

  /// The labels of several parts: a file of two parts has the values of both.
  private static func merged(_ parts: [FileLayout.Part]) -> [FileLayout.Label] {
    var labels: [FileLayout.Label] = []
    for label in parts.flatMap(\.labels) {
      if let known = labels.firstIndex(where: { $0.column == label.column }) {
        labels[known].values += label.values.filter { !labels[known].values.contains($0) }
      } else {
        labels.append(label)
      }
    }
    return labels
  }

  /// Values and files that one sentence names.
  private static let shown = 8

  /// Says which files have which values, column by column, and which have none.
  private func note(
    _ names: [String], _ labels: [[FileLayout.Label]], _ reason: String,
    _ sentences: inout [String]
  ) {
    var columns: [String] = []
    for label in labels.joined() where !columns.contains(label.column) {
      columns.append(label.column)
    }
    for column in columns {
      var values: [(value: String, files: Int)] = []
      var without: [String] = []
      for (name, labels) in zip(names, labels) {
        guard let label = labels.first(where: { $0.column == column }) else {
          without.append(name)
          continue
        }
        for value in label.values {
          if let known = values.firstIndex(where: { $0.value == value }) {
            values[known].files += 1
          } else {
            values.append((value, 1))
          }
        }
      }
      let list = values.prefix(Self.shown).map { "\($0.value) (\(Self.files($0.files)))" }
      let more = values.count > Self.shown ? [" and \(values.count - Self.shown) more values"] : []
      let rest =
        without.isEmpty
        ? "" : "; none for \(Self.files(without.count)) such as \(without[0])"
      sentences.append(
        "\(column): column, \(reason): \(list.joined(separator: ", "))\(more.joined())\(rest)")
    }
  }

  private static func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
}
