import Foundation
import JSONText
import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

/// Files of warcio, read as warcio reads them.
@Suite struct WARCPeerTests {
  /// A record as both readers see it.
  private struct Seen: Equatable {
    var fields: [String: String]
    var payload: [UInt8]
  }

  /// The records of a file that hold content, whatever their payload is.
  private func records(_ path: String) -> (records: [Seen], problems: ProblemLog) {
    var records: [Seen] = []
    var types = MediaTypes()
    let problems = WARCFile.read(path) { chunk, _ in
      for index in 0..<chunk.pieces.count {
        let piece = chunk.pieces[index]
        let bytes = chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)]
        guard let record = WARCRecord(bytes, &types) else { continue }
        var payload = GrowableBuffer<UInt8>()
        _ = record.appendPayload(of: bytes, limit: 1 << 30, to: &payload)
        var fields: [String: String] = [:]
        for (key, name) in [
          ("id", "warc-record-id"), ("url", "warc-target-uri"), ("date", "warc-date"),
          ("type", "warc-type"),
        ] {
          fields[key] = record.header.value(name, in: bytes)
            .map { String(decoding: $0, as: UTF8.self).trimming(["<", ">"]) }
        }
        fields["status"] = record.status(in: bytes).map { "\($0)" }
        records.append(Seen(fields: fields, payload: payload.view.array))
      }
    }
    return (records, problems)
  }

  /// What warcio reads, by file, and whether it went to the end.
  private func recordsOfPeer(_ folder: String) throws -> [String: (records: [Seen], isWhole: Bool)]
  {
    var files: [String: (records: [Seen], isWhole: Bool)] = [:]
    var file = ""
    for line in try PythonPeer.run("Tests/CorporaTests/WARC/records.py", [folder]) {
      guard line.hasPrefix("{") else {
        file = String(line)
        files[file] = ([], true)
        continue
      }
      let record = try JSONReader.read(Array(line.utf8), options: .records)
      if record["refused"] != nil {
        files[file]?.isWhole = false
        continue
      }
      var fields: [String: String] = [:]
      for key in ["id", "url", "date", "type", "status"] { fields[key] = record[key]?.string }
      let payload = try #require(Data(base64Encoded: record["payload"]?.string ?? ""))
      files[file]?.records.append(Seen(fields: fields, payload: Array(payload)))
    }
    return files
  }

  @Test(.enabled(if: PythonPeer.path != nil, Comment(rawValue: PythonPeer.reason)))
  func `files of warcio are read as it reads them`() throws {
    let folder = ScratchFolder()
    var random = SeededGenerator.announced("web archives of another library")
    _ = try PythonPeer.run(
      "Tests/CorporaTests/WARC/write.py", [folder.path, "\(random.number(0..<1_000_000))"])
    let expected = try recordsOfPeer(folder.path)
    #expect(expected.count == 4)
    for (path, peer) in expected {
      let found = records(path)
      #expect(found.problems.isEmpty && peer.isWhole, "\(path)")
      #expect(peer.records.count > 50 && found.records == peer.records, "\(path)")
    }
  }

  /// Files of which warcio gives less, or an address that it has changed, and why.
  private static let different: [String: String] = [
    "example-bad-non-chunked.warc.gz": "warcio takes no archive that is one gzip member",
    "example-bad.warc.gz.bad": "the same",
    "example-space-in-target-uri.warc.gz": "warcio writes %20 for a space",
    "example-wget-bad-target-uri.warc.gz": "warcio takes the brackets off",
    "example-wrong-chunks.warc.gz": "warcio gives up where a length is wrong",
  ]

  @Test(
    .enabled(
      if: PythonPeer.path != nil
        && FileManager.default.fileExists(atPath: Project.path("../shared/foreign/warc")),
      "needs the files of warcio beside this one, and \(PythonPeer.reason)"))
  func `the test files of warcio are read as it reads them`() throws {
    for (path, peer) in try recordsOfPeer(Project.path("../shared/foreign/warc")) {
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      let found = records(path)
      if Self.different[name] != nil {
        #expect(found.records.count >= peer.records.count, "\(name)")
        for (one, other) in zip(found.records, peer.records) {
          // Where warcio gives up, it gives the beginning of a payload.
          let isPart = one.payload.starts(with: other.payload)
          #expect(one.fields["id"] == other.fields["id"] && isPart, "\(name)")
        }
      } else {
        #expect(found.records == peer.records, "\(name)")
      }
    }
  }
}

extension String {
  fileprivate func trimming(_ characters: Set<Character>) -> String {
    String(drop { characters.contains($0) }.reversed().drop { characters.contains($0) }.reversed())
  }
}
