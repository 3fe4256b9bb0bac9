internal import Storage

/// What stands below a folder by its names, before any file is opened.
///
/// Enough to tell that nothing was added since the files were listed.
package struct FolderNames {
  /// Attributes that stand beside a file of documents, by the names of both.
  package struct Attributes: Equatable {
    /// The path of the documents.
    package var document: String
    /// What they are called: `attributes/NAME`.
    package var name: String
    /// By what they are known again.
    package var stamp: String
  }

  /// Paths of files that may be data, attributes apart.
  package private(set) var files: [String] = []
  package private(set) var attributes: [Attributes] = []

  /// Looks through a folder; what cannot be listed is passed over.
  ///
  /// - Complexity: O(files), each asked for its size and time.
  package init(below folder: String, formats: CorpusFormats) {
    var visited: Set<CorpusFiles.Identity> = []
    var waiting = [folder]
    var found: [(path: String, status: FileStatus)] = []
    while let next = waiting.popLast() {
      guard let status = try? FileStatus.of(next),
        visited.insert(CorpusFiles.Identity(device: status.device, inode: status.inode)).inserted,
        let names = try? CorpusFiles.names(in: next)
      else { continue }
      for name in names where UnreadFolder.refusal(of: name) == nil {
        let path = CorpusFiles.join(next, name)
        guard let status = try? FileStatus.of(path) else { continue }
        switch status.kind {
        case .folder: waiting.append(path)
        case .regular: found.append((path, status))
        case .other: continue
        }
      }
    }
    func name(of path: String) -> String { String(path.dropFirst(folder.count).drop { $0 == "/" }) }
    let sidecars = SidecarNaming(found.map { name(of: $0.path) })
    let joined = Set(sidecars.beside.values.joined().map(\.path))
    let stamps = Dictionary(
      found.map { (name(of: $0.path), Sidecar.stamp($0.status)) },
      uniquingKeysWith: { first, _ in first })
    var texts: [String] = []
    for (path, _) in found {
      let name = name(of: path)
      if joined.contains(name) || sidecars.alone[name] != nil { continue }
      let claim = formats.claim(on: CorpusFiles.bareName(name))?.claim ?? .none
      if CorpusFiles.isArchiveName(name) || claim == .certain || claim == .possible {
        files.append(path)
      } else if claim == .alone {
        texts.append(path)
      }
      for (place, called, _) in sidecars.beside[name] ?? [] {
        attributes.append(Attributes(document: path, name: called, stamp: stamps[place] ?? ""))
      }
    }
    // Beside other data they are papers.
    if files.isEmpty { files = texts }
  }
}
