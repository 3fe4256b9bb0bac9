package import Records

extension Dataset {
  /// What the description says of files that lie beside it.
  ///
  /// A card says it by its configurations, a data package by its resources, Croissant by its record
  /// sets, our own descriptions by their subsets and their schema.
  ///
  /// - Parameters:
  ///   - vocabulary: What it was written in.
  ///   - source: The name of its file, for people.
  /// - Returns: A layout, empty where nothing is said.
  package func fileLayout(in vocabulary: Vocabulary, saidBy source: String) -> FileLayout {
    var layout = FileLayout(source: source)
    switch vocabulary {
    case .huggingFaceCard: CardLayout.read(foreign(.huggingFaceCard), into: &layout)
    case .dataPackage: ResourceLayout.read(self, into: &layout)
    case .croissant: RecordSetLayout.read(self, into: &layout)
    case .yaml:
      readSubsets(into: &layout)
      readSchema(into: &layout)
    case .dcat, .schemaOrg: break
    }
    readChecksums(into: &layout)
    return layout
  }

  /// What the bytes of single files come to.
  private func readChecksums(into layout: inout FileLayout) {
    for file in distributions where file.url?.contains("://") != true && file.containedIn.isEmpty {
      let paths = (file.includes + [file.path].compactMap(\.self)).filter { !$0.contains("://") }
      guard let path = paths.first else { continue }
      let found = file.checksums.lazy.compactMap { checksum -> FileLayout.Checksum? in
        guard let algorithm = checksum.algorithm, ["sha256", "md5"].contains(algorithm),
          let value = checksum.value?.lowercased(), value.count == checksum.digitCount,
          value.allSatisfy(\.isHexDigit)
        else { return nil }
        return FileLayout.Checksum(path: path, algorithm: algorithm, value: value)
      }.first
      if let found, paths.count == 1 {
        layout.checksums.append(found)
      } else if let checksum = file.checksums.first {
        layout.notes.append(
          "\(path): its checksum (\(checksum.algorithm ?? "of no name")) is not compared with the bytes "
            + "of " + (paths.count == 1 ? "the file" : "\(paths.count) files"))
      }
    }
  }

  private func readSubsets(into layout: inout FileLayout) {
    for subset in subsets where !subset.paths.isEmpty {
      let column =
        switch subset.kind {
        case .split: "split"
        case .tier: "tier"
        case .subset, nil: "config"
        }
      var labels = [FileLayout.Label(column, [subset.name])]
      if column == "split", let parent = subset.parent {
        labels.insert(FileLayout.Label("config", [parent]), at: 0)
      }
      layout.parts.append(FileLayout.Part(patterns: subset.paths, labels: labels))
    }
  }

  private func readSchema(into layout: inout FileLayout) {
    guard let schema else { return }
    for field in schema.fields {
      let path = field.path ?? field.name
      layout.fields.append(FileLayout.Field(path: path, type: .init(declaredAs: field.type)))
      if field.role == .text { layout.textFields.append(path) }
      if field.role == .id, layout.recordID == nil { layout.recordID = path }
    }
    if schema.key.count == 1 { layout.recordID = schema.key[0] }
  }
}

extension RecordSchema.ColumnType {
  /// The type of a column by the name that a table schema has for it; `nil` where every value is taken
  /// as it stands.
  init?(declaredAs name: String?) {
    switch name {
    case "string": self = .string
    case "integer", "year": self = .integer
    case "number": self = .real
    case "boolean": self = .boolean
    default: return nil
    }
  }
}
