import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// What a run says of how far it has come.
@Suite struct IngestProgressTests {
  /// 2.6 MB of records whose text does not pack well, so that packed bytes come evenly.
  private static let records: (lines: [UInt8], count: UInt64) = {
    var generator = SeededGenerator(seed: 17)
    var text = ""
    for number in 0..<1000 {
      let words = (0..<300).map { _ in "w\(generator.number(0..<10_000_000))" }
      text += "{\"id\": \(number), \"text\": \"\(words.joined(separator: " "))\"}\n"
    }
    return (Array(text.utf8), 1000)
  }()

  @Test(arguments: [
    DecompressingReader.Format.plain, .gzip, .zstd, .lz4, .bzip2, .xz,
  ])
  func `the part read is that of the input, packed or not, up to the end`(
    format: DecompressingReader.Format
  ) throws {
    let scratch = ScratchFolder()
    let file = scratch.write(Packing.pack(Self.records.lines, as: format), to: "a.jsonl")
    let index = try CorpusIndex(at: scratch.path + "/index")
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["text"], recordID: "id", columns: [])
    var steps: [IngestProgress] = []
    _ = try index.ingest([file], options: options) { step in
      if step.phase == .reading { steps.append(step) }
      return true
    }
    #expect(steps.count > 1)
    for (step, next) in zip(steps, steps.dropFirst()) {
      #expect(step.fraction ?? 2 <= next.fraction ?? -1 && step.records < next.records)
    }
    // Decompression reads ahead by a buffer, which is much in so small a file.
    for step in steps {
      let right = Double(step.records) / Double(Self.records.count)
      #expect(abs((step.fraction ?? -1) - right) < 0.45)
    }
    #expect(steps.last?.fraction == 1)
  }
}
