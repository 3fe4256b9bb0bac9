import CatalogService
import Datasets
import TestSupport
import Testing

@testable import CatalogCLI

/// Pages for people fit the terminal, wide characters counted as two columns.
@Suite struct PageWidthTests {
  private let plain = Style(forTerminal: false, refused: false, environment: [:])

  /// The page of every dataset that the program carries, in both languages.
  @Test(arguments: [80, 200], ["en", "zh"])
  func `no line of a dataset's page is wider than the page`(width: Int, language: String) throws {
    let scratch = ScratchFolder()
    let catalog = Catalog(at: scratch.path + "/home")
    for listed in try catalog.list().datasets {
      let page = DatasetPage(try catalog.show(listed.id), in: language)
      let lines = PageReport.lines(page.rows, page.sections, width: width, style: plain)
      let widest = lines.max { DisplayWidth.of($0) < DisplayWidth.of($1) } ?? ""
      #expect(DisplayWidth.of(widest) <= width, "\(listed.id): \(widest)")
    }
  }

  @Test(arguments: [80, 200])
  func `no line of a list, a summary, a cluster or a profile is wider than the terminal`(
    width: Int
  ) throws {
    let run = CommandRun()
    _ = try run.shell(
      """
      i=0; while [ $i -lt 40 ]; do
        echo "{\\"id\\": $i, \\"text\\": \\"灯塔与白鲸\\", \\"a_long_column_name_$i\\": \\"一个很长的值一个很长的值一个很长的值\\", \\"score\\": 0.12345678901$i, \\"source\\": \\"https://harbour.example/logs/part-$i.jsonl\\"}"
        i=$((i+1)); done > harbour.jsonl; catalog add harbour.jsonl -q
      """)
    for command in [
      "list", "list --limit 600", "list 语料 --limit 600", "list --facet license,cluster --limit 3",
      "list --columns id,name,cluster,publisher,licenses,languages,sectors,industries,kind,modalities,access,bytes,records,tokens,indexed,formats,tags,released",
      "list --clusters --limit 300", "summary", "summary --by cluster,license,publisher --top 40",
      "show cluster:cci-4.0", "show cluster:industrycorpus2", "profile harbour", "show harbour",
    ] {
      let result = try run.shell("COLUMNS=\(width) catalog \(command) --format human -q")
      #expect(result.status == 0, "\(command): \(result.messages)")
      for line in result.output.split(separator: "\n") {
        #expect(DisplayWidth.of(String(line)) <= width, "\(command): \(line)")
      }
    }
  }

  @Test(arguments: [80, 200])
  func `no line about rights or lineage is wider than the terminal`(width: Int) throws {
    let run = CommandRun()
    _ = try run.shell(
      """
      echo '{"id": "sea", "title": "海", "licenses": [{"name": "一份名字很长很长的许可协议一份名字很长很长的许可协议", "note": "仅供研究使用，商业使用需另行取得书面授权，不得转让给第三方，违者自负"}], "lineage": [{"dataset": "fineweb", "activity": "filtered by hand and by machine", "scope": "只取其中一部分只取其中一部分只取其中一部分"}]}' > sea.json
      catalog add sea.json -q
      printf 'tokens: 300B\ndatasets:\n- {dataset: sea, weight: 1}\n- {dataset: fineweb-edu-chinese-v2-1, weight: 1}\n' > mixture.yaml
      printf 'sea "tags+=很长的标签很长的标签很长的标签很长的标签很长的标签很长的标签" "summary=a sentence of many words that goes on and on behind the end of any terminal there is"\n' > edits.txt
      """)
    for command in [
      "license check sea", "license check cluster:cci-4.0 --all",
      "license check aishell-1 visa sea",
      "license check --mixture mixture.yaml", "lineage sea", "lineage cci-4-0-m2-v1",
      "lineage common-crawl", "diff cci-4-0-m2-v1 sea", "validate sea.json", "log --format human",
      "apply edits.txt --dry-run",
    ] {
      let result = try run.shell("COLUMNS=\(width) catalog \(command) -q")
      #expect(result.status <= 1 && result.output.count > 40, "\(command): \(result.messages)")
      for line in result.output.split(separator: "\n") {
        #expect(DisplayWidth.of(String(line)) <= width, "\(command): \(line)")
      }
    }
  }

  @Test(arguments: [80, 200])
  func `no line of what was found is wider than the terminal`(width: Int) throws {
    let run = CommandRun()
    _ = try run.shell(
      """
      echo '{"id": "a-record-with-a-long-name", "text": "灯塔与白鲸，还有港口里的船，还有港口里的船，还有港口里的船 and then the white whale goes on in English for quite some time and longer", "title": "很长的标题很长的标题很长的标题很长的标题很长的标题很长的标题很长的标题", "kind": "log"}' > harbour.jsonl
      catalog add harbour.jsonl --text text --text title -q
      """)
    for command in [
      "find 白鲸", "find whale --explain --facet kind", "head harbour", "sample harbour",
    ] {
      let result = try run.shell("COLUMNS=\(width) catalog \(command) --format human -q")
      #expect(result.status == 0 && result.output.contains("鲸"), "\(command): \(result.messages)")
      for line in result.output.split(separator: "\n") {
        #expect(DisplayWidth.of(String(line)) <= width, "\(command): \(line)")
      }
    }
  }

  @Test(arguments: [nil, 12, 20, 40])
  func `matches stay marked in a snippet that is broken into lines`(width: Int?) {
    let snippet = "灯塔与白鲸 and the white whale"
    // Three bytes a Chinese character.
    let matches = [9..<15, 24..<35]
    let style = Style(forTerminal: true, refused: false, environment: ["TERM": "xterm"])
    let lines = MarkedText(snippet, matches: matches).lines(width: width, style: style)
    #expect(lines.map { plainText($0) } == (width.map(snippet.wrapped) ?? [snippet]))
    let marked = lines.joined(separator: " ").split(separator: "\u{1b}[1;33m").dropFirst()
      .compactMap { $0.split(separator: "\u{1b}").first }
    #expect(marked.joined().filter { $0 != " " } == "白鲸whitewhale")
  }

  private func plainText(_ line: String) -> String {
    line.replacing("\u{1b}[1;33m", with: "").replacing("\u{1b}[0m", with: "")
  }

  @Test(arguments: [40, 60])
  func `a profile fits a narrow terminal, and says what has no room`(width: Int) throws {
    let run = CommandRun()
    _ = try run.shell(
      "echo '{\"id\": 1, \"text\": \"灯塔与白鲸\", \"source\": \"https://quay.example/一二三\"}'"
        + " > quay.jsonl; catalog add quay.jsonl -q")
    let page = try run.shell("COLUMNS=\(width) catalog profile quay --format human").output
    for line in page.split(separator: "\n") {
      #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
    }
    #expect(page.contains("no room for least"))
  }

  @Test func `a narrow list says which columns have no room`() throws {
    let result = try CommandRun().shell("COLUMNS=80 catalog list --format human --limit 2")
    #expect(result.messages.contains("no room for languages, kind, indexed"))
  }
}

@Suite struct UserLanguageTests {
  @Test(arguments: [
    (["LANG": "zh_CN.UTF-8"], "zh"), (["LANG": "zh_CN.UTF-8", "LC_ALL": "C"], "en"),
    (["LC_MESSAGES": "zh_TW", "LANG": "en_US"], "zh"), (["LANG": "en_US", "LC_ALL": ""], "en"),
    ([:], "en"),
  ])
  func `the first variable that is set decides`(environment: [String: String], language: String) {
    #expect(UserLanguage.preferred(in: environment) == language)
  }

  @Test(arguments: [("法律", "zh"), ("law", "en"), (nil, "en"), ("name:白鲸 -x", "zh")])
  func `a Chinese question is answered in Chinese`(question: String?, language: String) {
    #expect(UserLanguage.answering(question, preferring: "en") == language)
  }

  @Test func `names are shown in the language of the locale or of the query`() throws {
    let run = CommandRun()
    let id = "list --where id=aishell-1 --columns name"
    #expect(try run.shell("catalog \(id)").output == "AISHELL-1\n")
    #expect(try run.shell("LC_ALL=zh_CN.UTF-8 catalog \(id)").output == "希尔贝壳 AISHELL-1\n")
    #expect(
      try run.shell("catalog list 希尔贝壳 --where id=aishell-1 --columns name").output
        == "希尔贝壳 AISHELL-1\n")
    let page = try run.shell("LANG=zh_CN.UTF-8 LC_ALL= catalog show aishell-1").output
    #expect(page.hasPrefix("希尔贝壳 AISHELL-1\n"))
  }
}

@Suite struct DatasetCompletionTests {
  @Test func `ids, clusters and begun names are completed, with names where a shell shows them`() {
    let scratch = ScratchFolder()
    let environment = ["CATALOG_HOME": scratch.path + "/none", "LANG": "zh_CN.UTF-8"]
    func complete(_ beginning: String, describes: Bool = false) -> [String] {
      DatasetCompletion.candidates(
        words: ["catalog", "show", beginning], beginning: beginning, describes: describes,
        environment: environment)
    }
    #expect(complete("aishell-1") == ["aishell-1"])
    #expect(complete("aishell-1", describes: true) == ["aishell-1:希尔贝壳 AISHELL-1"])
    #expect(complete("cluster:aish") == ["cluster:aishell"])
    #expect(complete("cluster:aish", describes: true) == ["cluster\\:aishell:AISHELL"])
    #expect(complete("nothing-of-that-name") == [])
  }
}
