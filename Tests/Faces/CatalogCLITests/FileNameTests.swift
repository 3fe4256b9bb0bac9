import Testing

@testable import CatalogCLI

/// Names that are no UTF-8, on the command line and around the working directory.
@Suite struct FileNameTests {
  @Test func `files of any name are read and written`() throws {
    let result = try CommandRun().shell(
      #"""
      folder=$(printf 'data\377'); mkdir "$folder" && cd "$folder"
      echo '{"id": "a", "text": "a whale"}' > "$(printf 'whales\376.jsonl')"
      catalog add "$(printf 'whales\376.jsonl')" --id whales --store none -q || exit
      catalog find whale --format ids -q || exit
      catalog extract whale --to "$(printf 'some\375.jsonl')" -q || exit
      catalog export whales --as yaml -o "$(printf 'whales\374.yaml')" -q || exit
      ls | LC_ALL=C sort | od -An -c | tr -d ' \n'
      """#, merged: true)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("whales:a"))
    #expect(
      result.output.hasSuffix(
        #"some375.card.yaml\nsome375.jsonl\nwhales374.yaml\nwhales376.jsonl\n"#),
      "\(result.output)")
  }

  @Test func `a home whose path is no UTF-8 is refused, and no other is made`() throws {
    let result = try CommandRun().shell(
      #"""
      catalog list --home "$(printf 'home\377')"; echo "[$?]"; ls
      """#, merged: true)
    #expect(result.output.contains("the path of a home must be UTF-8"))
    #expect(result.output.hasSuffix("[64]\n"), "\(result.output)")
  }
}
