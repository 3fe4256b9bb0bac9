import Foundation
import JSONText
import TestSupport
import Testing

@testable import CorpusIndex

/// A record comes out of an index as it went in: the same JSON value, keys in order, numbers in their
/// characters.
@Suite struct FidelityTests {
  /// The values of lines; lines that are no record are left out.
  private static func values(of lines: [String]) -> [JSON] {
    lines.compactMap { line in
      let value = try? JSONReader.read(line, options: .records)
      return value?.members == nil ? nil : value
    }
  }

  /// Everything that an index holds, in the order of its source.
  private static func values(of index: CorpusIndex) throws -> [JSON] {
    var values: [JSON] = []
    try index.searcher().forEachRecord {
      values.append(try JSONReader.read($0.value, options: .records))
      return true
    }
    return values
  }

  /// The first place where two lists differ, for messages.
  private static func difference(_ found: [JSON], _ wanted: [JSON]) -> String? {
    for (place, pair) in zip(found, wanted).enumerated() where pair.0 != pair.1 {
      return "record \(place) is \(pair.0.text), not \(pair.1.text)"
    }
    return found.count == wanted.count ? nil : "\(found.count) records, not \(wanted.count)"
  }

  private static func options(_ fields: FieldPlan?, _ store: TextStore) -> IngestOptions {
    var options = IngestOptions(fields: fields)
    options.method.store = store
    options.memory = 32 << 20
    options.jobs = 1
    return options
  }

  /// A record with texts in every place that the plan looks at.
  private static func record(_ random: inout RandomJSON, _ number: Int) -> String {
    let numbers = [
      "1e400", "-0.0", "1E+2", "0.10", "123456789012345678901234567890", "NaN", "-Infinity",
      "9007199254740993", "1.7976931348623157e308",
    ]
    func odd() -> String {
      switch random.generator.number(0..<6) {
      case 0: return random.generator.pick(numbers)
      case 1: return "\"\\ud83d\""
      case 2: return String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
      case 3: return "\"\u{7F}\\u0000\\u001f\u{2028}\""
      default: return random.value(depth: 3)
      }
    }
    var members = ["\"text\": \(random.generator.once(in: 4) ? odd() : random.string())"]
    for key in ["title", "messages", "meta", "text", "a", "b", "extra"] {
      guard random.generator.once(in: 2) else { continue }
      let value =
        switch key {
        case "messages":
          "[{\"role\":\"user\",\"content\":\(odd())}, {\"content\" : \(random.string())}]"
        case "meta": "{\"source\":\(random.string()),\"n\": \(odd())}"
        default: odd()
        }
      members.insert(
        "\"\(key)\":\(value)", at: random.generator.number(0..<(members.count + 1)))
    }
    return "{" + members.joined(separator: random.generator.pick([",", ", ", " ,\t"]))
      + ", \"number\": \(number), \"body\": \"b\"}"
  }

  private static let plan = FieldPlan(
    textFields: ["body", "text", "messages.content", "title+meta.source+text"],
    columns: [.init(name: "n", path: "meta.n", type: .string)])

  @Test(arguments: TextStore.allCases)
  func `random documents come back, after merges and deletions too`(store: TextStore) throws {
    let scratch = ScratchFolder()
    var random = RandomJSON(generator: .announced("random documents"))
    let lines = (0..<1000).map { Self.record(&random, $0) }
    let index = try CorpusIndex(at: scratch.path + "/index")
    var options = Self.options(Self.plan, store)
    for start in stride(from: 0, to: 1000, by: 250) {
      options.method.reordering = start == 0 ? .off : .on
      let text = lines[start..<start + 250].joined(separator: "\n") + "\n"
      let path = scratch.write(text, to: "\(start).jsonl")
      _ = try index.ingest([path], options: options)
    }
    var wanted = Self.values(of: lines)
    #expect(Self.difference(try Self.values(of: index), wanted) == nil)
    // The ids are running numbers.
    let deleted = Set((0..<1000).filter { $0 % 7 == 3 || (300..<420).contains($0) })
    #expect(try index.delete(records: deleted.map(String.init)).deleted == UInt64(deleted.count))
    wanted = wanted.enumerated().filter { !deleted.contains($0.offset) }.map(\.element)
    #expect(Self.difference(try Self.values(of: index), wanted) == nil)
    try index.merge()
    #expect(Self.difference(try Self.values(of: index), wanted) == nil)
    #expect(try index.check().problems.isEmpty)
    let one = try index.searcher().record("501", in: "index")
    #expect(
      try one.map { try JSONReader.read($0.value, options: .records) }
        == Self.values(of: [lines[501]]).first)
  }

  @Test(arguments: RecordShapes.all.indices)
  func `records of every public shape come back`(number: Int) throws {
    let shape = RecordShapes.all[number]
    let scratch = ScratchFolder()
    var random = RandomJSON(generator: .announced(shape.corpus))
    let lines = (0..<20).map { shape.record($0, &random) }
    let path = scratch.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    for store in TextStore.allCases {
      let index = try CorpusIndex(at: scratch.path + "/\(store)")
      let plan = FieldPlan(
        textFields: [shape.texts.joined(separator: "+")], recordID: shape.id)
      _ = try index.ingest([path], options: Self.options(plan, store))
      #expect(
        Self.difference(try Self.values(of: index), Self.values(of: lines)) == nil,
        "\(shape.corpus) \(store)")
    }
  }

  @Test(arguments: TextStore.allCases)
  func `every record of the samples comes back`(store: TextStore) throws {
    let folder = Project.path("Samples")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".jsonl") }.sorted()
    try #require(names.count > 8)
    for name in names {
      let scratch = ScratchFolder()
      let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      let index = try CorpusIndex(at: scratch.path + "/index")
      _ = try index.ingest([folder + "/" + name], options: Self.options(nil, store))
      let lines = text.utf8.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
      let wanted = Self.values(of: lines)
      #expect(Self.difference(try Self.values(of: index), wanted) == nil, "\(name)")
    }
  }

  /// Enough text for a dictionary, in several segments.
  @Test func `texts compressed with a dictionary come back, before and after a merge`() throws {
    let scratch = ScratchFolder()
    var generator = SeededGenerator.announced("dictionary")
    let words = (0..<4000).map { "w\($0 * 7919 % 10007)" }
    let lines = (0..<3000).map { number in
      let text = (0..<200).map { _ in generator.pick(words) }.joined(separator: " ")
      return "{\"text\":\"\(text)\",\"number\":\(number)}"
    }
    let index = try CorpusIndex(at: scratch.path + "/index")
    let options = Self.options(FieldPlan(textFields: ["text"]), .zstd)
    for (name, part) in [("a", lines[..<2500]), ("b", lines[2500...])] {
      let path = scratch.write(part.joined(separator: "\n") + "\n", to: "\(name).jsonl")
      _ = try index.ingest([path], options: options)
    }
    let sections = try #require(try index.snapshot()).sections
    #expect(sections.contains { $0.name == "rests" && $0.bytes > 1000 })
    let wanted = Self.values(of: lines)
    #expect(Self.difference(try Self.values(of: index), wanted) == nil)
    try index.merge()
    #expect(try index.snapshot()?.segments == 1)
    #expect(Self.difference(try Self.values(of: index), wanted) == nil)
    #expect(try index.search("w0 w7919").hits.isEmpty == false)
  }

  /// Corpora too large to carry along: `CORPORA=DIR swift test --filter FidelityTests`.
  private static let corpora = ProcessInfo.processInfo.environment["CORPORA"]

  @Test(.enabled(if: corpora != nil, "CORPORA names no folder with corpora"))
  func `large corpora come back`() throws {
    let folder = try #require(Self.corpora)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    where name.hasSuffix(".jsonl") {
      let lines = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        .utf8.split(separator: 0x0A)
      for store in TextStore.allCases {
        let scratch = ScratchFolder()
        let index = try CorpusIndex(at: scratch.path + "/index")
        _ = try index.ingest([folder + "/" + name], options: Self.options(nil, store))
        var place = 0
        try index.searcher().forEachRecord { record in
          let isSame =
            try JSONReader.read(record.value, options: .records)
            == JSONReader.read(Array(lines[place]), options: .records)
          #expect(isSame, "\(name) \(store) record \(place)")
          place += 1
          return isSame
        }
        #expect(place == lines.count, "\(name) \(store)")
      }
    }
  }

  @Test func `records made by a program have their id, texts and columns as members`() throws {
    let scratch = ScratchFolder()
    let index = try CorpusIndex(at: scratch.path + "/index")
    let plan = FieldPlan(
      textFields: ["text", "title"], recordID: "id",
      columns: [
        .init(name: "n", path: "n", type: .integer), .init(name: "q", path: "q", type: .real),
        .init(name: "ok", path: "ok", type: .boolean), .init(name: "l", path: "l", type: .string),
      ])
    try index.write(options: IngestOptions(fields: plan)) { writer in
      try writer.append(
        IndexRecord(
          id: "a", texts: ["text": "one \"two\"\n"],
          columns: [
            "n": .integer(-3), "q": .real(0.5), "ok": .boolean(true), "l": .string("zh\t"),
          ]))
    }
    let record = try #require(try index.searcher().record("a", in: "index"))
    #expect(
      String(decoding: record.value, as: UTF8.self)
        == #"{"id":"a","text":"one \"two\"\n","n":-3,"q":0.5,"ok":true,"l":"zh\t"}"#)
  }

  @Test(arguments: [TextStore.lz4, .zstd])
  func `a record whose rest is damaged is an error, never a part of it`(store: TextStore) throws {
    let scratch = ScratchFolder()
    let path = scratch.write(SmallIndex.lines(0..<60), to: "a.jsonl")
    let index = try CorpusIndex(at: scratch.path + "/index")
    var options = SmallIndex.options
    options.method.store = store
    _ = try index.ingest([path], options: options)
    let whole = try Self.values(of: index)
    let file = index.path + "/00000001.segment"
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    var generator = SeededGenerator.announced("damage")
    for _ in 0..<40 {
      var damaged = bytes
      damaged[generator.number(0..<bytes.count)] ^= UInt8(1 << generator.number(0..<8))
      try ScratchFolder.replace(file, with: damaged)
      if let values = try? Self.values(of: index) { #expect(values == whole) }
    }
  }
}

extension RecordShapes.Shape {
  /// A record with a value at every path.
  func record(_ number: Int, _ random: inout RandomJSON) -> String {
    var value = JSON.object([])
    var paths = texts.map { ($0, true) } + others.map { ($0, false) }
    if let id { paths.append((id, false)) }
    paths.shuffle(using: &random.generator)
    let elements = random.generator.number(1..<4)
    for (path, isText) in paths {
      let keys = path.split(separator: ".").map(String.init)
      value = set(value, keys[...], elements) {
        if path == id { return .string("id-\(number)") }
        let raw = isText ? random.string() : random.value(depth: 2)
        return (try? JSONReader.read(raw, options: .records)) ?? .null
      }
    }
    return value.text
  }

  private func set(
    _ value: JSON, _ path: ArraySlice<String>, _ elements: Int, _ leaf: () -> JSON
  ) -> JSON {
    guard let first = path.first else { return leaf() }
    var members = value.members ?? []
    let isList = first.hasSuffix("[]")
    let key = String(first.prefix { $0 != "[" })
    let place = members.firstIndex { $0.key == key }
    let old = place.map { members[$0].value }
    var inner: JSON
    if isList {
      let list = old?.array ?? []
      inner = .array(
        (0..<elements).map { number in
          set(
            list.indices.contains(number) ? list[number] : .object([]), path.dropFirst(),
            elements, leaf)
        })
    } else {
      inner = set(old ?? .object([]), path.dropFirst(), elements, leaf)
    }
    if let place { members[place].value = inner } else { members.append(.init(key, inner)) }
    return .object(members)
  }
}
