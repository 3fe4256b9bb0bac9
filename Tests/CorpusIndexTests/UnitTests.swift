import Foundation
import JSONText
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Units that are made apart from each other and taken over: the index of them is the one that reads
/// everything itself.
@Suite struct UnitTests {
  private let folder = ScratchFolder()

  // MARK: - Random corpora in random units

  /// What names the records.
  enum Naming: CaseIterable {
    /// Running numbers.
    case numbers
    /// A field that no two records share.
    case ids
    /// A field that some records lack and some share.
    case repeatedIDs
  }

  private struct Corpus {
    var paths: [String]
    var fields: FieldPlan
  }

  private func corpus(
    _ name: String, _ naming: Naming, columnLimit: Int, _ random: inout SeededGenerator
  ) -> Corpus {
    var texts = RandomCorpus(generator: random, isLong: false)
    var paths: [String] = []
    var next = 0
    for file in 0..<texts.generator.number(1..<5) {
      var lines = ""
      for _ in 0..<texts.generator.number(1..<120) {
        var record = NaiveIndex.Record(
          id: "r\(next)", texts: ["text": texts.text(.mixed) + " whale"])
        if naming == .repeatedIDs, texts.generator.once(in: 40) { record.id = "r\(next / 2)" }
        if texts.generator.once(in: 2) {
          record.columns["lang"] = texts.generator.pick(["en", "zh"])
        }
        if texts.generator.once(in: 2) { record.columns["n"] = "\(next)" }
        var line = record.json
        // Columns that come late, and in another order in each unit.
        let extra = texts.generator.number(0..<6 + next / 20)
        line =
          line.dropLast(2)
          + ",\"c\(extra)\":\(texts.generator.pick(["1", "2.5", "\"x\"", "[1,2]"]))}\n"
        // Beside the record and not in its place: a file of damaged lines alone is refused.
        if texts.generator.once(in: 30) { line = "{\"text\":\"cut off\n" + line }
        if texts.generator.once(in: 30) { line = "\n" + line }
        lines += line
        next += 1
      }
      paths.append(folder.write(lines, to: "\(name)-\(file).jsonl"))
    }
    random = texts.generator
    return Corpus(
      paths: paths,
      fields: FieldPlan(
        textFields: ["text"], recordID: naming == .numbers ? nil : "id",
        columns: [.init(name: "language", path: "lang", type: .string)], columnLimit: columnLimit))
  }

  /// Everything that can be seen of an index, as lines.
  private func answers(_ index: CorpusIndex) throws -> [String] {
    let snapshot = try #require(try index.snapshot())
    let searcher = CorpusSearcher([SearchedCorpus(name: "c", snapshot: snapshot)])
    var lines = snapshot.columns.map { "\($0)" }
    lines.append("\(snapshot.repeatedID.map { "\($0)" } ?? "unique") \(snapshot.textBytes)")
    lines += snapshot.problems.files.map { "\($0.path) \($0.records) \($0.leftOutValues)" }
    for query in [
      "whale", "white OR 白鲸", "\"the white\"", "智能 ship", "wha*", "c1:2.5", "c3:x whale",
    ] {
      guard let answer = try? searcher.search(query) else { continue }
      let count = try searcher.count(query, by: ["language"])
      lines.append(
        "\(query): \(answer.total) \(count.records) \(count.occurrences ?? 0) \(count.facets)")
      for hit in answer.hits {
        let record = try searcher.record(hit.reference.record, in: "c")
        lines.append(
          "\(hit.reference.record) \(hit.score ?? .nan) \(hit.fields) \(record?.texts ?? [])")
      }
    }
    try searcher.forEachRecord { record in
      lines.append("\(record.reference.record) \(record.value)")
      return true
    }
    return lines
  }

  private func plan(_ corpus: Corpus, _ random: inout SeededGenerator) throws -> WorkPlan {
    var method = IndexingMethod()
    method.store = random.pick([.lz4, .zstd, .none])
    method.reordering = random.pick([.on, .off])
    let listing = try SourceListing(corpus.paths)
    return WorkPlan(
      fields: corpus.fields, method: method, memory: 16 << 20, jobs: random.number(1..<3),
      units: try listing.units(of: UInt64(random.number(500..<9_000))))
  }

  /// Makes all units in any order, some of them twice, and names them for taking over.
  private func make(
    _ plan: WorkPlan, in folder: String, _ random: inout SeededGenerator
  ) throws -> [OtherCorpusIndex] {
    for number in plan.units.indices.shuffled(using: &random) {
      #expect(!(try CorpusIndex.make(number, of: plan, in: folder)).wasThere)
      if random.once(in: 3) {
        #expect(try CorpusIndex.make(number, of: plan, in: folder).wasThere)
      }
    }
    return plan.ids.map { OtherCorpusIndex(path: folder + "/" + $0, name: $0) }
  }

  @Test(arguments: Naming.allCases)
  func `units of any partition become the index of all data`(naming: Naming) throws {
    var random = SeededGenerator.announced("units, records by \(naming)")
    for round in 0..<6 {
      let corpus = corpus("\(naming)-\(round)", naming, columnLimit: 64, &random)
      let plan = try plan(corpus, &random)
      let whole = try CorpusIndex(at: folder.path + "/whole-\(naming)-\(round)")
      _ = try whole.ingest(corpus.paths, options: plan.options)
      let units = try make(plan, in: folder.path + "/units-\(naming)-\(round)", &random)
      let joined = try CorpusIndex(at: folder.path + "/joined-\(naming)-\(round)")
      let listing = try SourceListing(corpus.paths)
      let report = try joined.takeOver(units, sources: listing)
      #expect(report.records == (try whole.snapshot()?.records))
      #expect(try answers(joined) == answers(whole), "round \(round), \(units.count) units")
      #expect(try joined.check().problems.isEmpty)
      // Once more changes nothing, and neither does merging.
      let generation = try joined.snapshot()?.generation
      #expect(try joined.takeOver(units, replacing: true).records == 0)
      #expect(try joined.snapshot()?.generation == generation)
      try joined.merge()
      #expect(try answers(joined) == answers(whole), "round \(round), merged")
      #expect(try joined.check().problems.isEmpty)
    }
  }

  @Test func `segments that are asked one by one put together the answer of all`() throws {
    var random = SeededGenerator.announced("segments asked one by one")
    for round in 0..<4 {
      let corpus = corpus("asked-\(round)", .ids, columnLimit: 64, &random)
      let index = try CorpusIndex(at: folder.path + "/asked-\(round)")
      _ = try index.takeOver(
        make(plan(corpus, &random), in: folder.path + "/units-asked-\(round)", &random))
      let searched = [SearchedCorpus(name: "c", snapshot: try #require(try index.snapshot()))]
      let whole = CorpusSearcher(searched)
      let parts = (0..<searched[0].snapshot.segments).map {
        CorpusSearcher(searched, segments: $0..<$0 + 1)
      }
      #expect(parts.reduce(0) { $0 + $1.records } == whole.records)
      #expect(whole.records == searched[0].snapshot.records)
      for query in ["whale", "white OR 白鲸", "\"the white\"", "智能 ship", "wha*", "*"] {
        var options = SearchOptions()
        options.limit = 1_000
        let expected = try whole.search(query, options: options)
        let answers = try parts.map { try $0.search(query, options: options) }
        let hits = answers.flatMap(\.hits)
        #expect(
          Dictionary(hits.map { ($0.reference, $0.score) }) { one, _ in one }
            == Dictionary(expected.hits.map { ($0.reference, $0.score) }) { one, _ in one })
        #expect(hits.count == expected.hits.count)
        #expect(answers.reduce(0) { $0 + $1.total } == expected.total)
        #expect(
          answers.reduce(0) { $0 + $1.coverage.documents } == expected.coverage.documents)
        let counts = try parts.map { try $0.count(query) }
        let all = try whole.count(query)
        #expect(counts.reduce(0) { $0 + $1.records } == all.records)
        #expect(counts.reduce(0) { $0 + ($1.occurrences ?? 0) } == all.occurrences ?? 0)
        // A scan scores as a search does.
        var scored: [RecordReference: Float?] = [:]
        for part in parts {
          let scan = try RecordScan(
            part, RecordChoice(matching: query), readsDocuments: true, scores: true)
          while try scan.next(7) {
            for row in 0..<scan.count {
              let reference = RecordReference(corpus: "c", record: try scan.id(row))
              scored[reference] = scan.score(row)
            }
          }
        }
        #expect(
          scored == Dictionary(expected.hits.map { ($0.reference, $0.score) }) { one, _ in one })
      }
    }
  }

  @Test func `columns beyond the limit are those of all data, or are named`() throws {
    var random = SeededGenerator.announced("units with more columns than there is room for")
    for round in 0..<6 {
      let corpus = corpus("columns-\(round)", .numbers, columnLimit: 5, &random)
      let plan = try plan(corpus, &random)
      let whole = try CorpusIndex(at: folder.path + "/whole-\(round)")
      let expected = try whole.ingest(corpus.paths, options: plan.options)
      let joined = try CorpusIndex(at: folder.path + "/joined-\(round)")
      let report = try joined.takeOver(
        make(plan, in: folder.path + "/units-\(round)", &random))
      #expect(report.columns.map(\.name) == expected.columns.map(\.name))
      #expect(report.leftOutColumns.paths.sorted() == expected.leftOutColumns.paths.sorted())
      // Values are missing where a unit had no room for a column of the whole; all else is the same.
      if report.problems.isEmpty {
        #expect(report.leftOutColumns.values == expected.leftOutColumns.values)
        #expect(try answers(joined) == answers(whole))
      } else {
        let missing = try #require(report.leftOutColumns.values)
        #expect(missing > expected.leftOutColumns.values ?? 0)
      }
    }
  }

  // MARK: - One unit

  private func lines(_ numbers: Range<Int>) -> String {
    numbers.map { "{\"text\":\"whale \($0)\",\"n\":\($0)}\n" }.joined()
  }

  private func plan(_ paths: [String], unit byteCount: UInt64) throws -> WorkPlan {
    WorkPlan(
      fields: FieldPlan(textFields: ["text"]), method: IndexingMethod(), memory: 16 << 20, jobs: 1,
      units: try SourceListing(paths).units(of: byteCount))
  }

  @Test func `a unit has the same bytes wherever it is made`() throws {
    let file = folder.write(lines(0..<400), to: "a.jsonl")
    let plan = try plan([file], unit: 3_000)
    #expect(plan.units.count > 3)
    for number in plan.units.indices {
      let one = try CorpusIndex.make(number, of: plan, in: folder.path + "/one")
      let other = try CorpusIndex.make(number, of: plan, in: folder.path + "/other")
      #expect(one.id == other.id)
      for name in ["00000001.segment", "commit-1", "unit.json"] {
        #expect(
          FileManager.default.contents(atPath: one.path + "/" + name)
            == FileManager.default.contents(atPath: other.path + "/" + name))
      }
    }
  }

  @Test func `ids follow from files, places and options alone`() throws {
    let files = [
      folder.write(lines(0..<40), to: "a.jsonl"), folder.write(lines(0..<300), to: "b.jsonl"),
    ]
    let plan = try plan(files, unit: 2_000)
    #expect(Set(plan.ids).count == plan.units.count)
    #expect(try self.plan(files, unit: 2_000) == plan)
    var other = plan
    other.method.store = .zstd
    #expect(Set(other.ids).isDisjoint(with: plan.ids))
    #expect(other.optionsID != plan.optionsID)
    other = plan
    other.memory += 1
    #expect(Set(other.ids).isDisjoint(with: plan.ids))
    // What does not touch a unit leaves its id alone.
    folder.write(lines(0..<301), to: "b.jsonl")
    let later = try self.plan(files, unit: 2_000)
    #expect(later.ids[0] == plan.ids[0])
    #expect(Set(later.ids).intersection(plan.ids) == [plan.ids[0]])
  }

  @Test func `a unit of a file that has changed since is refused`() throws {
    let file = folder.write(lines(0..<40), to: "a.jsonl")
    let plan = try plan([file], unit: 1 << 20)
    folder.write(lines(0..<41), to: "a.jsonl")
    let units = folder.path + "/units"
    let failure = #expect(throws: IndexFailure.self) {
      _ = try CorpusIndex.make(0, of: plan, in: units)
    }
    #expect(failure?.code == .noInput)
    #expect(try FileManager.default.contentsOfDirectory(atPath: units).isEmpty)
  }

  @Test func `a unit that is given up leaves nothing`() throws {
    let file = folder.write(lines(0..<40), to: "a.jsonl")
    let plan = try plan([file], unit: 1 << 20)
    let units = folder.path + "/units"
    #expect(throws: IndexFailure.self) {
      _ = try CorpusIndex.make(0, of: plan, in: units) { _ in false }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: units).isEmpty)
  }

  @Test func `a bad line in the middle of a file is told by its byte`() throws {
    let start = lines(0..<100)
    let file = folder.write(start + "{\"text\":\n" + lines(100..<200), to: "a.jsonl")
    let plan = try plan([file], unit: 1_000)
    var messages: [String] = []
    for number in plan.units.indices {
      let made = try CorpusIndex.make(number, of: plan, in: folder.path + "/units")
      messages += made.report.problems.map { "\($0.location)" }
    }
    #expect(messages == ["\(file), byte \(start.utf8.count + 8)"])
  }

  @Test func `a plan is the same after it was written and read`() throws {
    let file = folder.write(lines(0..<300), to: "a.jsonl")
    var plan = try plan([file], unit: 2_000)
    plan.fields.columns = [.init(name: "n", path: "n", type: .integer)]
    plan.method.stopWords = ["the"]
    #expect(WorkPlan(.object(plan.members)) == plan)
    // What would get other ids here is no plan of this program.
    var members = plan.members
    members.replace("memory", with: .integer(5))
    #expect(WorkPlan(.object(members)) == nil)
  }

  // MARK: - Taking over

  @Test func `records that were deleted stay out of units that come later`() throws {
    let file = folder.write(SmallIndex.lines(0..<60), to: "a.jsonl")
    let more = folder.write(SmallIndex.lines(60..<90), to: "b.jsonl")
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest([file, more], options: SmallIndex.options)
    _ = try index.delete(records: ["r3", "r70"])
    var plan = try plan([file, more], unit: 2_000)
    plan.fields = try #require(SmallIndex.options.fields)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/units", &random)
    let report = try index.takeOver(units, replacing: true)
    #expect(report.recordsKeptOut == 2)
    #expect(report.filesReplaced == 2)
    #expect(try index.snapshot()?.records == 88)
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `files are gone once, and only those that nothing took the place of`() throws {
    let files = ["a", "b", "c"].map { name in
      folder.write(lines(0..<40), to: "gone-\(name).jsonl")
    }
    let index = try CorpusIndex(at: folder.path + "/gone-index")
    var random = SeededGenerator(seed: 1)
    var turn = 0
    func publish(_ names: [String]) throws -> IngestReport {
      turn += 1
      let plan = try plan(names, unit: 1_000)
      return try index.takeOver(
        make(plan, in: folder.path + "/gone-\(turn)", &random), replacing: true)
    }
    let first = try publish(files)
    #expect(first.filesRead == 3 && first.filesGone == 0 && first.filesReplaced == 0)
    let second = try publish(Array(files[..<2]))
    #expect(second.filesGone == 1 && second.filesReplaced == 0)
    // The file that went then has not gone once more.
    let third = try publish(Array(files[..<1]))
    #expect(third.filesGone == 1 && third.filesReplaced == 0)
    // It comes back, and takes the place of nothing that was here.
    let fourth = try publish(files)
    #expect(fourth.filesGone == 0 && fourth.filesReplaced == 0 && fourth.filesRead == 2)
  }

  @Test(arguments: [1, 3])
  func `verifying units ends when it is not to go on, and changes nothing`(jobs: Int) throws {
    let file = folder.write(lines(0..<200), to: "long.jsonl")
    let plan = try plan([file], unit: 1_000)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/long-units", &random)
    #expect(units.count > 4)
    let index = try CorpusIndex(at: folder.path + "/long-index")
    var options = IngestOptions()
    options.jobs = jobs
    // Beside other threads nobody knows how many this one gets to verify.
    for limit in 1...(jobs == 1 ? 3 : 1) {
      var steps: [Double] = []
      let failure = #expect(throws: IndexFailure.self) {
        _ = try index.takeOver(units, options: options) { step in
          steps.append(step.fraction ?? -1)
          return steps.count < limit
        }
      }
      #expect(failure?.code == .cancelled)
      #expect(steps.count == limit && steps == steps.sorted(), "nothing is asked after a no")
      #expect(try index.snapshot() == nil)
    }
    let report = try index.takeOver(units, options: options)
    #expect(report.records == 200)
  }

  @Test func `merges of many small segments share a commit`() throws {
    let file = folder.write(lines(0..<400), to: "a.jsonl")
    let plan = try plan([file], unit: 300)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/units", &random)
    #expect(units.count > 30)
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.takeOver(units)
    let snapshot = try #require(try index.snapshot())
    // One with the units, and one with what they were merged to.
    #expect(snapshot.generation == 2 && snapshot.segments < 10 && snapshot.records == 400)
    #expect(try index.check().problems.isEmpty)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/index")
    let kept = names.count { $0.hasSuffix(".segment") }
    #expect(kept <= units.count + snapshot.segments, "nothing is left of what was merged twice")
  }

  @Test func `more segments than a reader can map are merged before they are published`() throws {
    let file = folder.write(lines(0..<400), to: "a.jsonl")
    let plan = try plan([file], unit: 300)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/units", &random)
    let answers = try [nil, 1, 12].map { most in
      let index = try CorpusIndex(at: "\(folder.path)/index-\(most ?? 0)")
      // A record that was deleted before stays out of what is merged.
      _ = try index.takeOver([units[0]])
      let first = try DeleteTests.records(index)[0]
      #expect(try index.delete(records: [first]).deleted == 1)
      var options = IngestOptions()
      options.mostSegments = most
      let report = try index.takeOver(units, options: options)
      #expect(report.records > 300)
      let generation = try #require(try index.snapshot()).generation
      // Before the last ones: that of the first unit, and that of the delete.
      #expect(generation == (most == 1 ? 3 : 4))
      #expect(try index.check().problems.isEmpty)
      let hits = try index.searcher().search("whale OR 7 OR 13 OR 200").hits
      return try DeleteTests.records(index)
        + hits.map { "\($0.reference.record) \($0.score ?? 0)" }
    }
    #expect(answers[1] == answers[0] && answers[2] == answers[0])
  }

  @Test(arguments: [nil, 1])
  func `an id that two units have is found, whether they are merged first or not`(most: Int?) throws
  {
    let file = folder.write(
      SmallIndex.lines(0..<200) + SmallIndex.lines(150..<151), to: "a.jsonl")
    let plan = WorkPlan(
      fields: FieldPlan(textFields: ["text"], recordID: "id"), method: IndexingMethod(),
      memory: 16 << 20, jobs: 1, units: try SourceListing([file]).units(of: 600))
    var random = SeededGenerator(seed: 1)
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.mostSegments = most
    let report = try index.takeOver(
      make(plan, in: folder.path + "/units", &random), options: options)
    #expect(report.repeatedID?.id == "r150")
  }

  @Test func `a file that a process may not map tells what helps`() {
    let failure = IndexFailure(
      StorageError.system(operation: "map", path: "a.segment", code: ENOMEM))
    #expect(failure.code == .system)
    #expect("\(failure.remedy.map { "\($0)" } ?? "")".contains("max_map_count"))
  }

  @Test func `an index does not take over itself`() throws {
    let file = folder.write(lines(0..<40), to: "a.jsonl")
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest([file])
    let failure = #expect(throws: IndexFailure.self) {
      _ = try index.takeOver([OtherCorpusIndex(path: folder.path + "/./index", name: "again")])
    }
    #expect(failure?.code == .exists)
    #expect(try index.snapshot()?.records == 40)
  }

  @Test func `an index of other settings is refused and changes nothing`() throws {
    let file = folder.write(lines(0..<40), to: "a.jsonl")
    let plan = try plan([file], unit: 1_000)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/units", &random)
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = plan.options
    options.method.analyzer = .plain
    _ = try index.ingest([file], options: options)
    let before = try index.snapshot()?.generation
    let failure = #expect(throws: IndexFailure.self) { _ = try index.takeOver(units) }
    #expect(failure?.code == .otherSettings)
    #expect(try index.snapshot()?.generation == before)
  }

  @Test func `a damaged unit is refused and changes nothing`() throws {
    let file = folder.write(lines(0..<40), to: "a.jsonl")
    let plan = try plan([file], unit: 1_000)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/units", &random)
    let segment = units[1].path + "/00000001.segment"
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: segment)))
    bytes[bytes.count / 2] ^= 1
    try ScratchFolder.replace(segment, with: bytes)
    let index = try CorpusIndex(at: folder.path + "/index")
    let failure = #expect(throws: IndexFailure.self) { _ = try index.takeOver(units) }
    #expect(failure?.code == .damaged)
    #expect(try index.snapshot() == nil)
  }

  @Test
  func
    `whatever change fails while units are taken over, the index is what it was or what it becomes`()
    throws
  {
    let file = folder.write(lines(0..<40), to: "a.jsonl")
    let plan = try plan([file], unit: 1_000)
    var random = SeededGenerator(seed: 1)
    let units = try make(plan, in: folder.path + "/units", &random)
    var hasEnded = false
    var change = 0
    while !hasEnded {
      change += 1
      var index = try CorpusIndex(at: folder.path + "/index-\(change)")
      let failing = change
      index.disk = { inner in
        FailingDirectory(inner) { number throws(StorageError) in
          if number == failing { throw .diskFull(path: inner.path, needed: 1) }
        }
      }
      do {
        _ = try index.takeOver(units)
        hasEnded = true
      } catch let failure as IndexFailure {
        #expect(failure.code == .diskFull)
      }
      let again = try CorpusIndex(at: index.path)
      _ = try again.takeOver(units)
      #expect(try again.count("whale").records == 40)
      #expect(try again.check().problems.isEmpty)
    }
    #expect(change > 10)
  }
}

extension [JSON.Member] {
  fileprivate mutating func replace(_ key: String, with value: JSON) {
    for index in indices where self[index].key == key { self[index].value = value }
  }
}
