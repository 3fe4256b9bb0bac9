import Testing

@testable import Corpora

@Suite struct SplitNamingTests {
  private func splits(_ paths: [String]) -> [String?] {
    SplitNaming(paths).findings.map { $0?.split }
  }

  @Test func `a file's name tells its split by a word of its own`() {
    #expect(
      splits([
        "train.jsonl", "x/my_test.csv", "en-dev-2.parquet", "val0.json", "eval.txt", "TRAIN.jsonl",
        "trained.jsonl", "contest.jsonl", "a.jsonl", "README",
      ]) == [
        "train", "test", "validation", "validation", "test", "train", nil, nil, nil, nil,
      ])
  }

  @Test func `folders count before names, and shards before folders`() {
    #expect(splits(["train/test.jsonl", "test.jsonl"]) == ["train", nil])
    #expect(
      splits(["data/extra-00000-of-00002.parquet", "train/a.parquet", "data/extra.parquet"])
        == ["extra", nil, nil])
  }

  @Test func `folders above splits are configurations where there are several`() {
    let two = SplitNaming(["en/train/0.parquet", "zh/train/0.parquet", "zh/test/0.parquet"])
    #expect(two.hasConfigurations)
    #expect(two.findings.map { $0?.above } == ["en", "zh", "zh"])
    #expect(!SplitNaming(["en/train.jsonl", "en/test.jsonl"]).hasConfigurations)
    #expect(!SplitNaming(["train.jsonl", "zh/test.jsonl"]).hasConfigurations)
    #expect(!SplitNaming(["data/train.jsonl", "more/test.jsonl"]).hasConfigurations)
  }

  @Test func `paths match patterns as the hub has them`() {
    for (path, pattern) in [
      ("data/train-0.parquet", "data/train-*"), ("a/b/c.csv", "**/*.csv"), ("c.csv", "**/*.csv"),
      ("a/b/c.csv", "a/**"), ("a/c.csv", "./a/*.{csv,tsv}"), ("a/c.csv", "a"), ("c.csv", "**.csv"),
      ("x/train/0.gz", "**/train/**"),
    ] {
      #expect(GlobPattern.matchesPath(path, pattern), "\(path) \(pattern)")
    }
    for (path, pattern) in [
      ("data/x/train-0.parquet", "data/train-*"), ("a/c.csv", "*.csv"), ("ab/c.csv", "a"),
      ("a/c.csv", ""),
    ] {
      #expect(!GlobPattern.matchesPath(path, pattern), "\(path) \(pattern)")
    }
  }
}
