internal import Corpora
internal import Indexing
internal import Records
internal import Storage

/// What stands in the folders of some sources and was not read.
package struct UnreadSources: Sendable, Equatable {
  /// Files that were added.
  package var files = 0
  /// Files whose attributes or labels are others than those with which they were read.
  package var surroundings = 0

  package init() {}

  package var isEmpty: Bool { files == 0 && surroundings == 0 }
}

extension IndexSnapshot {
  /// What was added to the folders among some sources since they were indexed.
  ///
  /// Names, sizes and times are compared first; files are only listed, as indexing does, where these
  /// show something that the index does not know. It may be a file that indexing leaves out.
  ///
  /// - Parameters:
  ///   - sources: As they are remembered.
  ///   - list: Lists the sources.
  /// - Returns: What indexing would read; nothing where the sources cannot be listed now.
  package func unread(
    in sources: [String], list: () throws -> SourceListing
  ) -> UnreadSources {
    var known: [ExactText: FormatSettings] = [:]
    for file in reader.commit.files where !file.isRetired {
      known[ExactText(CorpusIndex.resolve(file.path, base: base))] =
        FormatSettings.parse(file.format).settings
    }
    var above: Set<ExactText> = []
    for path in known.keys {
      var folder = path.text[...]
      while let slash = folder.lastIndex(of: "/"),
        above.insert(ExactText(String(folder[..<slash]))).inserted
      {
        folder = folder[..<slash]
      }
    }
    let folders = sources.map { CorpusIndex.resolve($0, base: base) }
      .filter { (try? FileStatus.of($0))?.kind == .folder }
    var unread = UnreadSources()
    guard !folders.allSatisfy({ isKnown(FolderNames(below: $0, formats: formats), known, above) }),
      let listing = try? list()
    else { return unread }
    for entry in listing.entries {
      if let settings = known[ExactText(entry.file.path)] {
        let now = FormatSettings.parse(entry.file.format).settings
        if now.surroundings != settings.surroundings { unread.surroundings += 1 }
      } else {
        unread.files += 1
      }
    }
    return unread
  }

  /// Whether everything in a folder is what the index has read.
  ///
  /// - Parameters:
  ///   - names: The files of the folder.
  ///   - known: The settings of the files that were read, by path.
  ///   - above: Every path that one of those lies in: of an archive, the members are known.
  /// - Returns: Whether it is.
  /// - Complexity: O(files of the folder).
  private func isKnown(
    _ names: FolderNames, _ known: [ExactText: FormatSettings], _ above: Set<ExactText>
  ) -> Bool {
    let files = names.files.map(ExactText.init)
    guard files.allSatisfy({ known[$0] != nil || above.contains($0) }) else { return false }
    let joined = names.attributes.reduce(into: [:]) {
      $0[ExactText($1.document), default: 0] += 1
    }
    return names.attributes.allSatisfy {
      known[ExactText($0.document)]?.stamp(ofSidecar: $0.name) == $0.stamp
    }
      && files.allSatisfy { (known[$0]?.sidecars.count ?? 0) == joined[$0, default: 0] }
  }
}
