internal import BuiltIn
internal import FoundationEssentials

/// The samples, registered and indexed.
public struct DemoAnswer: Sendable {
  /// The home that was made.
  public var home: String
  /// What became of each sample.
  public var corpora: [IndexingAnswer]
}

extension Catalog {
  /// Writes the samples that the program carries into the home, registers and indexes them.
  ///
  /// Running it again finds everything there and changes nothing.
  ///
  /// - Parameter observe: Told of every step of every sample.
  /// - Returns: What became of each sample.
  /// - Throws: ``CatalogError`` when the home cannot be written.
  public func demo(
    observe: @escaping @Sendable (IngestEvent) -> Void = { _ in }
  ) async throws -> DemoAnswer {
    let folder = home.path + "/samples"
    let names = try writeSamples(to: folder)
    var answer = DemoAnswer(home: home.path, corpora: [])
    for name in names {
      answer.corpora.append(try await add([folder + "/" + name], observe: observe))
    }
    return answer
  }

  /// Writes the samples, but not the damaged ones, and names the corpora among them.
  private func writeSamples(to folder: String) throws -> [String] {
    var names: [String] = []
    try CatalogError.folding {
      for file in PackedFiles.samples where !file.path.hasPrefix("damaged/") {
        let url = URL(fileURLWithPath: folder + "/" + file.path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        // A file that is there keeps its time, so that its index stays current.
        if FileManager.default.contents(atPath: url.path) != Data(file.bytes) {
          try Data(file.bytes).write(to: url, options: .atomic)
        }
        let name = String(file.path.split(separator: "/")[0])
        if !name.hasSuffix(".md"), names.last != name { names.append(name) }
      }
    }
    return names
  }
}
