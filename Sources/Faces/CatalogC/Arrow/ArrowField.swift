internal import CCatalog
internal import CatalogService
internal import Corpora
internal import Storage

/// A column of an Arrow schema, or a part of one that is nested.
final class ArrowField: Sendable {
  /// What its values are.
  let type: ArrowType
  /// The name as a key of JSON, with its colon.
  let key: [UInt8]
  /// Of a list its element, of a map key and value, of a struct its members.
  let children: [ArrowField]
  /// What the numbers of a dictionary stand for.
  let dictionary: ArrowField?

  /// Reads a field and those below it.
  ///
  /// - Parameters:
  ///   - schema: Valid for the call.
  ///   - parents: Names on the way to it, joined by dots; `nil` for the rows, whose name is no part of
  ///     the way.
  /// - Throws: ``CatalogError`` for a type that is not taken, with the name of its column.
  init(_ schema: borrowing ArrowSchema, below parents: String? = nil) throws {
    let name = unsafe CText.string(schema.name) ?? ""
    let path = parents.map { $0.isEmpty ? name : $0 + "." + name } ?? ""
    var quoted = GrowableBuffer<UInt8>()
    Array(name.utf8).withView { JSONEscaping.append($0, to: &quoted) }
    key = quoted.view.array + [0x3a]

    var children: [ArrowField] = []
    for index in unsafe 0..<Int(max(0, schema.n_children)) {
      // Safe: a valid schema has as many children as it says.
      guard let child = unsafe schema.children?[index] else { continue }
      unsafe children.append(try ArrowField(unsafe child.pointee, below: path))
    }
    self.children = children
    dictionary = try unsafe schema.dictionary.map {
      unsafe try ArrowField(unsafe $0.pointee, below: path)
    }

    let format = unsafe CText.string(schema.format) ?? ""
    let stored = ArrowType(format: format, children: children)
    guard var type = stored else {
      throw CatalogError(
        .badFormat, "a column has the Arrow type “\(format)”, which is not read",
        at: .field(path.isEmpty ? "the rows" : path),
        remedy: .advice("cast it to a type that is, such as a text, or leave the column out"))
    }
    if case .fixedBinary(16) = type,
      unsafe ArrowMetadata.value(of: "ARROW:extension:name", in: schema.metadata) == "arrow.uuid"
    {
      type = .uuid
    }
    self.type = type
  }

  /// The keys of a map of it make an object.
  var isText: Bool {
    if let dictionary { return dictionary.isText }
    if case .text = type { return true }
    return false
  }
}

/// What the values of an Arrow column are, and how they lie in its buffers.
enum ArrowType: Sendable, Equatable {
  /// How values of any length are found.
  enum Layout: Sendable, Equatable {
    /// Offsets of 32 or 64 bits into one buffer.
    case offsets32, offsets64
    /// Sixteen bytes for each, which hold a short value or say where it is.
    case views
  }

  /// How the elements of a list are found.
  enum ListLayout: Sendable, Equatable {
    case offsets32, offsets64
    /// Offsets and lengths.
    case views32, views64
    case fixed(Int)
  }

  case null, boolean
  case integer(bytes: Int, isSigned: Bool)
  case real(bytes: Int)
  case text(Layout)
  case binary(Layout)
  case fixedBinary(Int)
  case uuid
  case decimal(bytes: Int, scale: Int)
  /// Days, or milliseconds that are whole days.
  case date(bytes: Int)
  /// Times are ticks; `digits` of a fraction of a second, of which 0 are whole seconds.
  case time(bytes: Int, digits: Int)
  case timestamp(digits: Int, isUTC: Bool)
  case list(ListLayout)
  case structure
  case map

  /// Reads a format string; `nil` for one that is not taken.
  init?(format: String, children: [ArrowField]) {
    switch format {
    case "n": self = .null
    case "b": self = .boolean
    case "c": self = .integer(bytes: 1, isSigned: true)
    case "C": self = .integer(bytes: 1, isSigned: false)
    case "s": self = .integer(bytes: 2, isSigned: true)
    case "S": self = .integer(bytes: 2, isSigned: false)
    case "i": self = .integer(bytes: 4, isSigned: true)
    case "I": self = .integer(bytes: 4, isSigned: false)
    case "l", "tDs", "tDm", "tDu", "tDn": self = .integer(bytes: 8, isSigned: true)
    case "L": self = .integer(bytes: 8, isSigned: false)
    case "e": self = .real(bytes: 2)
    case "f": self = .real(bytes: 4)
    case "g": self = .real(bytes: 8)
    case "u": self = .text(.offsets32)
    case "U": self = .text(.offsets64)
    case "vu": self = .text(.views)
    case "z": self = .binary(.offsets32)
    case "Z": self = .binary(.offsets64)
    case "vz": self = .binary(.views)
    case "tdD": self = .date(bytes: 4)
    case "tdm": self = .date(bytes: 8)
    case "tts": self = .time(bytes: 4, digits: 0)
    case "ttm": self = .time(bytes: 4, digits: 3)
    case "ttu": self = .time(bytes: 8, digits: 6)
    case "ttn": self = .time(bytes: 8, digits: 9)
    case "+l" where children.count == 1: self = .list(.offsets32)
    case "+L" where children.count == 1: self = .list(.offsets64)
    case "+vl" where children.count == 1: self = .list(.views32)
    case "+vL" where children.count == 1: self = .list(.views64)
    case "+s": self = .structure
    case "+m" where children.count == 1 && children[0].children.count == 2: self = .map
    default:
      guard let type = Self.parametrized(format, children) else { return nil }
      self = type
    }
  }

  /// Types that have a number or a time zone in their format.
  private static func parametrized(_ format: String, _ children: [ArrowField]) -> ArrowType? {
    let parts = format.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let detail = parts[1]
    switch parts[0] {
    case "w": return Int(detail).flatMap { $0 >= 0 ? .fixedBinary($0) : nil }
    case "+w":
      guard let count = Int(detail), count >= 0, children.count == 1 else { return nil }
      return .list(.fixed(count))
    case "d":
      let numbers = detail.split(separator: ",").map { Int($0) }
      guard numbers.count >= 2, let scale = numbers[1] else { return nil }
      let bits = numbers.count > 2 ? numbers[2] ?? 0 : 128
      return [32, 64, 128, 256].contains(bits) ? .decimal(bytes: bits / 8, scale: scale) : nil
    case "tss": return .timestamp(digits: 0, isUTC: !detail.isEmpty)
    case "tsm": return .timestamp(digits: 3, isUTC: !detail.isEmpty)
    case "tsu": return .timestamp(digits: 6, isUTC: !detail.isEmpty)
    case "tsn": return .timestamp(digits: 9, isUTC: !detail.isEmpty)
    default: return nil
    }
  }
}

/// The metadata of a field: pairs of texts, each behind its length.
enum ArrowMetadata {
  static func value(of key: String, in metadata: UnsafePointer<CChar>?) -> String? {
    guard let metadata = unsafe metadata else { return nil }
    let bytes = unsafe UnsafeRawPointer(metadata)
    var at = 0
    // Safe: valid metadata holds as many pairs and bytes as it says.
    func number() -> Int {
      defer { at += 4 }
      return Int(unsafe bytes.loadUnaligned(fromByteOffset: at, as: Int32.self))
    }
    func text() -> String {
      let count = max(0, number())
      defer { at += count }
      return unsafe String(
        decoding: UnsafeRawBufferPointer(start: bytes + at, count: count), as: UTF8.self)
    }
    for _ in 0..<max(0, number()) {
      let name = text()
      let value = text()
      if name == key { return value }
    }
    return nil
  }
}
