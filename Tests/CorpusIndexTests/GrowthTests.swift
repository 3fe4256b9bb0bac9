import Foundation
import TestSupport
import Testing

@testable import CorpusIndex

/// Files that grow, change, are touched or vanish between runs: records of what stays the same keep
/// their running numbers, and what was deleted by number stays out.
@Suite struct GrowthTests {
  private let folder = ScratchFolder()

  private static var options: IngestOptions {
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["text"])
    options.removesMissing = true
    return options
  }

  /// Texts by address.
  private static func records(_ index: CorpusIndex) throws -> [String: String] {
    var records: [String: String] = [:]
    guard try index.snapshot() != nil else { return records }
    try index.searcher().forEachRecord { record in
      records[record.reference.record] = record.texts[0].text
      return true
    }
    return records
  }

  private func line(_ text: String) -> String { "{\"text\":\"\(text)\"}\n" }

  /// How the files of the model are written.
  enum Form: String, CaseIterable {
    case jsonl, csv, json
  }

  /// What an index should make of files that change, kept by the simplest means.
  private struct Model {
    struct File {
      var lines: [String]
      /// Running numbers of the lines, as far as they were indexed.
      var numbers: [UInt64] = []
      var isReplaced = false
    }

    var files: [String: File] = [:]
    var deleted: Set<UInt64> = []
    var next: UInt64 = 0
    var texts = 0

    mutating func line() -> String {
      texts += 1
      return "whale \(texts)"
    }

    /// Numbers what is new, as a run does.
    mutating func index() {
      for name in files.keys.sorted() {
        guard var file = files[name] else { continue }
        if file.isReplaced { file.numbers = [] }
        for _ in file.numbers.count..<max(file.numbers.count, file.lines.count) {
          file.numbers.append(next)
          next += 1
        }
        file.isReplaced = false
        files[name] = file
      }
    }

    var records: [String: String] {
      var records: [String: String] = [:]
      for file in files.values {
        for (number, text) in zip(file.numbers, file.lines) where !deleted.contains(number) {
          records[String(number)] = text
        }
      }
      return records
    }
  }

  @Test(arguments: Form.allCases, [TextStore.lz4, .none])
  func `numbers and deletes follow random changes of the files`(
    form: Form, store: TextStore
  ) throws {
    var random = SeededGenerator.announced("files that change, \(form) with \(store)")
    for round in 0..<8 {
      let place = folder.path + "/\(form)-\(store)-\(round)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      let index = try CorpusIndex(at: place + "/index")
      var model = Model()
      var options = Self.options
      options.method.store = store
      for step in 0..<random.number(3..<9) {
        change(&model, form, in: place, &random)
        options.rebuild = step > 0 && random.once(in: 5)
        model.index()
        let paths = model.files.keys.sorted().map { place + "/" + $0 }
        if paths.isEmpty { continue }
        _ = try index.ingest(paths, options: options)
        #expect(try Self.records(index) == model.records, "round \(round), step \(step)")
        let chosen = model.records.keys.filter { _ in random.once(in: 9) }
        _ = try index.delete(records: chosen)
        model.deleted.formUnion(chosen.compactMap { UInt64($0) })
        #expect(try Self.records(index) == model.records, "round \(round), step \(step), deleted")
      }
      #expect(try index.check().problems.isEmpty)
    }
  }

  /// Changes some of the files, on disk and in the model.
  private func change(
    _ model: inout Model, _ form: Form, in place: String, _ random: inout SeededGenerator
  ) {
    for name in ["a", "b", "c"].map({ "\($0).\(form)" }) {
      let path = place + "/" + name
      guard let known = model.files[name] else {
        if random.once(in: 2) {
          let lines = (0..<random.number(1..<6)).map { _ in model.line() }
          model.files[name] = Model.File(lines: lines)
          write(lines, to: path)
        }
        continue
      }
      switch random.number(0..<6) {
      case 0:
        let more = (0..<random.number(1..<4)).map { _ in model.line() }
        model.files[name]?.lines += more
        write(known.lines + more, to: path)
      case 1:
        // The same bytes, written again.
        write(known.lines, to: path)
      case 2:
        let lines = [model.line()] + known.lines
        model.files[name] = Model.File(lines: lines, isReplaced: true)
        write(lines, to: path)
      case 3:
        model.files[name] = nil
        try? FileManager.default.removeItem(atPath: path)
      default: break
      }
    }
  }

  private func write(_ lines: [String], to path: String) {
    let text =
      switch Form(rawValue: String(path.split(separator: ".").last ?? "")) {
      case .csv: "text\n" + lines.map { "\($0)\n" }.joined()
      case .json: "[" + lines.map(line).joined(separator: ", ") + "]\n"
      case .jsonl, nil: lines.map(line).joined()
      }
    try? Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func `a line that was not ended is read again with what follows`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(line("one") + "{\"text\":\"two\"}", to: "a.jsonl")
    _ = try index.ingest([file], options: Self.options)
    folder.write(line("one") + "{\"text\":\"two\"} \n" + line("three"), to: "a.jsonl")
    let report = try index.ingest([file], options: Self.options)
    #expect(report.filesReplaced == 1)
    #expect(report.records == 3)
    #expect(try Self.records(index).values.sorted() == ["one", "three", "two"])
  }

  @Test(arguments: ["\n", "\r\n"], [TextStore.lz4, .none])
  func `a line break behind a last line without one ends its record`(
    lineBreak: String, store: TextStore
  ) throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = Self.options
    options.method.store = store
    var text = line("one") + "{\"text\":\"two\"}"
    for added in ["three", "four"] {
      _ = try index.ingest([folder.write(text, to: "a.jsonl")], options: options)
      if added == "three" { _ = try index.delete(records: ["0"]) }
      text += lineBreak + "{\"text\":\"\(added)\"}"
    }
    text += lineBreak + "no record"
    let report = try index.ingest([folder.write(text, to: "a.jsonl")], options: options)
    #expect(report.filesGrown == 1 && report.records == 1 && report.deletesLost == 0)
    #expect(
      report.problems.first?.location
        == .file(folder.path + "/a.jsonl", line: 5, byte: UInt64(text.utf8.count - 9)))
    #expect(try Self.records(index) == ["1": "two", "2": "three", "3": "four"])
    options.rebuild = true
    _ = try index.ingest([folder.path + "/a.jsonl"], options: options)
    #expect(try Self.records(index) == ["1": "two", "2": "three", "3": "four"])
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `a last line that goes on is another record`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest(
      [folder.write(line("one") + "{\"text\":\"two\"}", to: "a.jsonl")], options: Self.options)
    folder.write(line("one") + "{\"text\":\"two\"}  \n", to: "a.jsonl")
    let report = try index.ingest([folder.path + "/a.jsonl"], options: Self.options)
    #expect(report.filesReplaced == 1 && report.records == 2)
  }

  @Test(arguments: Form.allCases)
  func `what was appended is all that is read again`(form: Form) throws {
    let index = try CorpusIndex(at: folder.path + "/index-\(form)")
    let path = folder.path + "/grows.\(form)"
    for count in 1...4 {
      write((0..<count).map { "whale \($0)" }, to: path)
      let report = try index.ingest([path], options: Self.options)
      #expect(report.records == 1 && report.filesGrown == (count > 1 ? 1 : 0), "\(count)")
      #expect(try Self.records(index).count == count)
      write((0..<count).map { "whale \($0)" }, to: path)
      let again = try index.ingest([path], options: Self.options)
      #expect(again.filesRead == 0, "the same bytes, written again, with \(count)")
    }
  }

  @Test func `only what was appended is read, with its lines counted on`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(line("one") + "no record\n", to: "a.jsonl")
    _ = try index.ingest([file], options: Self.options)
    folder.write(line("one") + "no record\n" + line("two") + "neither\n", to: "a.jsonl")
    let report = try index.ingest([file], options: Self.options)
    #expect(report.filesGrown == 1)
    #expect(report.records == 1)
    #expect(report.problems.map(\.location) == [.file(file, line: 4, byte: 40)])
    #expect(report.earlierProblems.files.map(\.first).count == 1)
    let problems = try #require(try index.snapshot()).problems
    #expect(problems.records == 2)
    #expect(problems.files.map(\.records) == [2])
    #expect(problems.files[0].first.hasPrefix("line 2 (byte 15)"))
    #expect(try index.snapshot()?.files.count == 1)
  }

  @Test func `a replaced file takes its problems with it`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(line("one") + "no record\n", to: "a.jsonl")
    _ = try index.ingest([file], options: Self.options)
    folder.write(line("once"), to: "a.jsonl")
    _ = try index.ingest([file], options: Self.options)
    #expect(try index.snapshot()?.problems.isEmpty == true)
  }
}
