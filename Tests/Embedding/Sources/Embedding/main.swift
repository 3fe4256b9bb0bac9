import CorpusIndex
import Foundation

// The steps of the page “Embed an index”, as a pipeline would take them; ends with an error when
// anything is not as it must be. A test compares the page with these lines.

struct Unexpected: Error {
  var what: String
}

func expect(_ condition: Bool, _ what: String) throws {
  if !condition { throw Unexpected(what: what) }
}

let folder = FileManager.default.temporaryDirectory
  .appendingPathComponent("catalog-embedding-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

let records = """
  {"id": "a", "text": "The white whale swam north.", "lang": "en"}
  {"id": "b", "text": "人工智能语料，白鲸向北游去。", "lang": "zh"}
  {"id": "c", "text": "A whale, another whale.", "lang": "en"}
  """
try Data(records.utf8).write(to: folder.appendingPathComponent("records.jsonl"))

let index = try CorpusIndex(at: folder.appendingPathComponent("index").path)
var options = IngestOptions()
options.fields = FieldPlan(
  textFields: ["text"], recordID: "id",
  columns: [.init(name: "lang", path: "lang", type: .string)])
let report = try index.ingest(["records.jsonl"], base: folder.path, options: options)
try expect(report.records == 3 && report.badRecords == 0, "three records are indexed")

func searcher() throws -> CorpusSearcher {
  guard let snapshot = try index.snapshot() else { throw Unexpected(what: "there is a commit") }
  return CorpusSearcher([SearchedCorpus(name: "records", snapshot: snapshot)])
}

let phrase = try searcher().search("\"white whale\"")
try expect(phrase.hits.map(\.reference.record) == ["a"], "the phrase is found")
try expect(phrase.hits[0].snippet.contains("white whale"), "its passage is shown")

let narrowed = try searcher().count("whale OR 白鲸", where: "lang = zh")
try expect(narrowed.records == 1, "conditions narrow")
try expect(try searcher().count("白鲸").records == 1, "Chinese is found")
try expect(try searcher().count("whale").occurrences == 3, "occurrences are counted")

var streamed: [String] = []
try searcher().forEachMatch("whale") { match in
  streamed.append(match.record)
  return true
}
try expect(streamed == ["a", "c"], "all matches are streamed in order")

try index.write { writer in
  try writer.append(IndexRecord(id: "d", texts: ["text": "Whales, says the log."]))
}
try expect(try searcher().count("whales").records == 1, "a record of the program's is found")

let gone = try index.delete(records: ["a"])
try expect(gone.deleted == 1 && gone.missing.isEmpty, "a record is deleted")
try expect(try searcher().count("whale").records == 1, "and no longer found")

try index.merge(memory: 256 << 20, jobs: 2)
let check = try index.check()
try expect(check.problems.isEmpty, "the index is whole")
try expect(try index.snapshot()?.segments == 1, "and is one segment")
print("embedded: \(report.records) records indexed, found, deleted, merged and checked")
