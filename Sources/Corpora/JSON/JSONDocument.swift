internal import JSONText
internal import Storage

/// Where records stand in a text of JSON that is no JSON Lines.
enum JSONDocument: Equatable {
  /// Objects one after the other, over several lines each or without a line end between them.
  case values(start: Int)
  /// The elements of one list, which is the whole text, or what a member of its one object holds.
  case list(member: String?, start: Int)
  /// The elements of every list of one object that is called as a split is, such as `train` and `test`.
  ///
  /// `start`: behind the bracket of the first one, called `first`.
  case splits(first: String, start: Int)

  /// Keys under which an object holds the list of its records.
  private static let memberNames: Set = [
    "data", "rows", "records", "items", "examples", "documents", "docs", "results", "instances",
    "entries", "samples", "articles",
  ]

  /// What the beginning of a text says.
  enum Finding: Equatable {
    case records(JSONDocument)
    /// It is something else; the detail says why.
    case other(detail: String)
  }

  /// Looks at the beginning of a text.
  ///
  /// Told by its first value: a list of objects; an object that goes on over several lines, or is
  /// followed by another one on its line; or one object, alone, with a member that holds the records.
  ///
  /// - Parameters:
  ///   - bytes: The beginning.
  ///   - isWhole: They are all of the text.
  ///   - name: The file's name: a line of `.jsonl` is a record, whatever its members hold.
  /// - Returns: Where the records stand, or why there are none.
  static func look(at bytes: BufferView<UInt8>, isWhole: Bool, name: String) -> Finding {
    let first = JSONExtent.skipSpaces(bytes, from: TextEncoding.utf8.markByteCount(in: bytes))
    guard first < bytes.count else { return .other(detail: "it is empty") }
    if bytes[first] == UInt8(ascii: "[") {
      let element = JSONExtent.skipSpaces(bytes, from: first + 1)
      guard element < bytes.count else { return .other(detail: "it is a list without an end") }
      switch bytes[element] {
      case UInt8(ascii: "{"): return .records(.list(member: nil, start: first + 1))
      case UInt8(ascii: "]"): return .other(detail: "it is a list with nothing in it")
      default: return .other(detail: "it is a list, and not one of objects")
      }
    }
    guard bytes[first] == UInt8(ascii: "{") else {
      return .other(detail: "it begins with neither an object nor a list")
    }
    let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n"), from: first) ?? bytes.count
    let mayBeWrapped = name.hasSuffix(".json")
    guard let end = JSONExtent.end(in: bytes, from: first, isLast: isWhole) else {
      let list = list(in: bytes, from: first)
      return list.map { mayBeWrapped || lineEnd < $0.start ? .records($0.document) : nil }.flatMap(
        \.self)
        ?? .other(
          detail: "its first value is an object that does not end, without a list of records")
    }
    guard (try? JSONReader.read(bytes[first..<end].array, options: .records)) != nil else {
      return .other(detail: "its first value is damaged")
    }
    let next = JSONExtent.skipSpaces(bytes, from: end)
    if next < bytes.count || !isWhole {
      let isLine = lineEnd >= end && (next == bytes.count || lineEnd < next)
      return !isLine && next < bytes.count && bytes[next] == UInt8(ascii: "{")
        ? .records(.values(start: first)) : .other(detail: "its first line is one value")
    }
    if let list = list(in: bytes, from: first), mayBeWrapped || lineEnd < end {
      return .records(list.document)
    }
    return .other(detail: "it is one object, without a list of records")
  }

  /// Whether a text is a list of objects.
  static func isList(in bytes: BufferView<UInt8>) -> Bool {
    isList(in: bytes, at: JSONExtent.skipSpaces(bytes, from: 0))
  }

  /// Whether a list of objects begins at a place.
  static func isList(in bytes: BufferView<UInt8>, at place: Int) -> Bool {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "[") else { return false }
    let element = JSONExtent.skipSpaces(bytes, from: place + 1)
    return element < bytes.count && bytes[element] == UInt8(ascii: "{")
  }

  /// Why one object that is all of a file may be meant as many records, and what makes them of it;
  /// `nil` where nothing speaks for that.
  static func doubt(_ object: JSON) -> String? {
    let members = object.members ?? []
    let lists = members.filter { member in
      member.value.array.map { !$0.isEmpty && $0.allSatisfy { $0.members != nil } } ?? false
    }
    if lists.count > 1 {
      let names = lists.prefix(8).map { JSON.string($0.key).text }.joined(separator: ", ")
      return "one record, though its members \(names) are lists of objects; "
        + "\"jq -c '.[\(names)][]' FILE\" makes records of their elements"
    }
    if let command = columnsCommand(members) {
      return "one record, though its members are columns of as many values each; "
        + "\"jq -c '\(command)' FILE\" makes records of them"
    }
    guard members.count > 1, members.allSatisfy({ $0.value.members != nil }) else { return nil }
    return "one record, though all of its members are objects; "
      + "\"jq -c '.[]' FILE\" makes records of them"
  }

  /// What makes records of members that are columns: lists of one length, or objects from `"0"` on as
  /// pandas writes them; `nil` where they are none.
  private static func columnsCommand(_ members: [JSON.Member]) -> String? {
    guard members.count > 1, let first = members.first?.value else { return nil }
    if let count = first.array?.count, count > 1,
      members.allSatisfy({ $0.value.array?.count == count })
    {
      return ". as $t | range($t | map(length)[0]) as $i | $t | map_values(.[$i])"
    }
    if let keys = first.members?.map(\.key), keys.count > 1, keys.first == "0",
      members.allSatisfy({ $0.value.members?.map(\.key) == keys })
    {
      return ". as $t | ([.[]][0] | keys_unsorted[]) as $i | $t | map_values(.[$i])"
    }
    return nil
  }

  /// The first member of an object that holds a list of objects under a usual name.
  private static func list(
    in bytes: BufferView<UInt8>, from start: Int
  ) -> (document: JSONDocument, start: Int)? {
    var at = start + 1
    while true {
      at = JSONExtent.skipSpaces(bytes, from: at)
      if at < bytes.count, bytes[at] == UInt8(ascii: ",") {
        at = JSONExtent.skipSpaces(bytes, from: at + 1)
      }
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\""),
        let keyEnd = JSONExtent.end(in: bytes, from: at, isLast: false)
      else { return nil }
      let key = bytes[(at + 1)..<(keyEnd - 1)].text
      at = JSONExtent.skipSpaces(bytes, from: keyEnd)
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return nil }
      at = JSONExtent.skipSpaces(bytes, from: at + 1)
      guard at < bytes.count else { return nil }
      if isList(in: bytes, at: at) {
        if memberNames.contains(key) { return (.list(member: key, start: at + 1), at + 1) }
        if SplitNaming.isSplit(key) { return (.splits(first: key, start: at + 1), at + 1) }
      }
      guard let end = JSONExtent.end(in: bytes, from: at, isLast: false) else { return nil }
      at = end
    }
  }
}
