internal import Storage

/// The tree of fields of a Parquet file, with the levels at which values and lists begin.
///
/// A *definition level* says how many of the optional and repeated fields on the way to a value are
/// there, a *repetition level* at which list on the way a new element begins (Melnik et al., Dremel,
/// 2010). Lists and maps come in the three-level form of the format and in older forms, which are
/// told apart by the rules that the format gives for reading them.
struct ParquetSchema {
  /// One field of a record, or the element of a list.
  struct Field {
    var name: String
    var shape: Shape
    /// The definition level from which on the field is there; below, it is null.
    var definition: Int
    /// The columns under the field.
    var leaves: Range<Int>
  }

  /// What a field holds.
  indirect enum Shape {
    case leaf
    case group([Field])
    /// An element is there from `definition` on, and further ones begin at `repetition`.
    case list(Field, definition: Int, repetition: Int)
    /// Keys and values; a map without values is the list of its keys.
    case map(key: Field, value: Field, definition: Int, repetition: Int)
  }

  /// A column: values without structure.
  struct Leaf {
    /// Names from the root, joined by dots.
    var path: String
    var type: ParquetMetadata.PhysicalType
    var annotation: ParquetMetadata.Annotation
    /// Bytes of values of fixed length.
    var length: Int
    var maximumDefinition: Int
    var maximumRepetition: Int
  }

  private(set) var fields: [Field] = []
  private(set) var leaves: [Leaf] = []

  private let elements: [ParquetMetadata.Element]
  private let path: String
  private var next = 1

  private static var maximumDepth: Int { 100 }

  /// - Parameters:
  ///   - metadata: Of the file.
  ///   - path: The file, for messages.
  /// - Throws: ``StorageError`` when the lines make no tree.
  init(_ metadata: ParquetMetadata, path: String) throws(StorageError) {
    elements = metadata.elements
    self.path = path
    for _ in 0..<elements[0].childCount {
      fields.append(try field(Parent(names: [], definition: 0, repetition: 0)))
    }
    guard next == elements.count else { throw damaged("the schema has lines left over") }
  }

  /// Takes columns out, and the fields that are nothing without them.
  ///
  /// A group and a list keep what is left of them; a map is nothing without its keys or its values.
  mutating func leaveOut(_ isLeftOut: (Int) -> Bool) {
    // By column, how many are kept in front of it.
    var kept = [0]
    for index in leaves.indices { kept.append(kept[index] + (isLeftOut(index) ? 0 : 1)) }
    func rest(of field: Field) -> Field? {
      var field = field
      field.leaves = kept[field.leaves.lowerBound]..<kept[field.leaves.upperBound]
      switch field.shape {
      case .leaf: break
      case .group(let fields):
        let left = fields.compactMap(rest)
        if left.isEmpty, !fields.isEmpty { return nil }
        field.shape = .group(left)
      case .list(let element, let definition, let repetition):
        guard let left = rest(of: element) else { return nil }
        field.shape = .list(left, definition: definition, repetition: repetition)
      case .map(let key, let value, let definition, let repetition):
        guard let key = rest(of: key), let value = rest(of: value) else { return nil }
        field.shape = .map(key: key, value: value, definition: definition, repetition: repetition)
      }
      if case .leaf = field.shape, field.leaves.isEmpty { return nil }
      return field
    }
    fields = fields.compactMap(rest)
    leaves = leaves.indices.filter { !isLeftOut($0) }.map { leaves[$0] }
  }

  /// What a field needs to know of those above it.
  private struct Parent {
    var names: [String]
    var definition: Int
    var repetition: Int
  }

  private func damaged(_ detail: String) -> StorageError {
    .damaged(path: path, offset: 0, detail: detail)
  }

  private mutating func take() throws(StorageError) -> ParquetMetadata.Element {
    guard next < elements.count else { throw damaged("the schema ends early") }
    next += 1
    return elements[next - 1]
  }

  private mutating func field(_ parent: Parent) throws(StorageError) -> Field {
    let element = try take()
    guard parent.names.count < Self.maximumDepth else {
      throw damaged("the schema is nested too deep")
    }
    var inner = parent
    inner.names.append(element.name)
    if element.repetition == .optional { inner.definition += 1 }
    let isRepeated = element.repetition == .repeated
    if isRepeated {
      inner.definition += 1
      inner.repetition += 1
    }
    var field = try unrepeated(element, inner)
    if isRepeated {
      // A repeated field that no list wraps is a list of itself, which is never null.
      field = Field(
        name: element.name,
        shape: .list(field, definition: inner.definition, repetition: inner.repetition),
        definition: parent.definition, leaves: field.leaves)
    }
    return field
  }

  /// A field apart from its own repetition; `levels` include that.
  private mutating func unrepeated(
    _ element: ParquetMetadata.Element, _ levels: Parent
  ) throws(StorageError) -> Field {
    let first = leaves.count
    let shape: Shape
    if element.childCount == 0 {
      try addLeaf(element, levels)
      shape = .leaf
    } else if element.annotation == .list, element.childCount == 1, isRepeatedNext {
      shape = try list(named: element.name, levels)
    } else if element.annotation == .map, element.childCount == 1, isRepeatedNext {
      shape = try map(levels)
    } else {
      shape = .group(try children(of: element, levels))
    }
    return Field(
      name: element.name, shape: shape, definition: levels.definition,
      leaves: first..<leaves.count)
  }

  private var isRepeatedNext: Bool {
    next < elements.count && elements[next].repetition == .repeated
  }

  private mutating func addLeaf(
    _ element: ParquetMetadata.Element, _ levels: Parent
  ) throws(StorageError) {
    let path = levels.names.joined(separator: ".")
    guard let type = element.type else {
      throw damaged("the field \"\(path)\" has neither a type nor fields of its own")
    }
    guard type != .fixedBytes || (1...(1 << 24)).contains(element.length) else {
      throw damaged("the values of \"\(path)\" claim to have \(element.length) bytes each")
    }
    leaves.append(
      Leaf(
        path: path, type: type, annotation: element.annotation,
        length: type == .int96 ? 12 : element.length, maximumDefinition: levels.definition,
        maximumRepetition: levels.repetition))
  }

  private mutating func children(
    of element: ParquetMetadata.Element, _ levels: Parent
  ) throws(StorageError) -> [Field] {
    var children: [Field] = []
    for _ in 0..<element.childCount { children.append(try field(levels)) }
    return children
  }

  private mutating func list(
    named name: String, _ outer: Parent
  ) throws(StorageError) -> Shape {
    let repeated = try take()
    var inner = outer
    inner.names.append(repeated.name)
    inner.definition += 1
    inner.repetition += 1
    let isElement =
      repeated.childCount != 1 || repeated.annotation == .list || repeated.annotation == .map
      || repeated.name == "array" || repeated.name == name + "_tuple" || isRepeatedNext
    let element =
      isElement ? try unrepeated(repeated, inner) : try field(inner)
    return .list(element, definition: inner.definition, repetition: inner.repetition)
  }

  private mutating func map(_ outer: Parent) throws(StorageError) -> Shape {
    let repeated = try take()
    var inner = outer
    inner.names.append(repeated.name)
    inner.definition += 1
    inner.repetition += 1
    guard repeated.childCount == 2 else {
      let element =
        repeated.childCount == 1 ? try field(inner) : try unrepeated(repeated, inner)
      return .list(element, definition: inner.definition, repetition: inner.repetition)
    }
    let pair = try children(of: repeated, inner)
    return .map(
      key: pair[0], value: pair[1], definition: inner.definition, repetition: inner.repetition)
  }
}
