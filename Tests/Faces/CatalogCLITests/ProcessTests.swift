import Testing

@testable import CatalogCLI

/// What whoever starts the program, or ends its terminal, has decided.
@Suite struct ProcessTests {
  @Test func `standard streams that are closed are not taken for files`() throws {
    let result = try CommandRun().shell(
      #"""
      echo '{"id": "a", "text": "a whale"}' > whales.jsonl
      catalog add whales.jsonl -q <&- >&- 2>&-; echo "[$?]"
      catalog add - --id piped -q <&-; echo "[$?]"
      catalog index whales --rebuild -q >&-; echo "[$?]"
      catalog count whale; catalog check -q
      """#, merged: true)
    #expect(
      result.output.hasPrefix("[74]\nerror: read failed: Bad file descriptor\n"), "\(result.output)"
    )
    #expect(
      result.output.contains("error: results could not be written: Bad file descriptor\n[74]\n"),
      "\(result.output)")
    #expect(result.output.contains("1 record, 1 occurrence\n"), "\(result.output)")
    #expect(result.output.hasSuffix("no problems\n"), "\(result.output)")
  }

  @Test func `the end of the terminal is an interrupt, unless it is to be ignored`() throws {
    let result = try CommandRun().shell(
      #"""
      mkfifo pipe
      started() { until [ -e "$1/catalog.sqlite" ]; do sleep 0.05; done; sleep 0.2; }
      catalog add - --id a --home one -q < pipe & pid=$!
      exec 3> pipe; started one
      kill -HUP $pid; wait $pid; echo "[$?]"; exec 3>&-
      (trap '' HUP; exec catalog add - --id b --home two -q < pipe) & pid=$!
      exec 3> pipe; started two
      kill -HUP $pid; echo '{"id": "a", "text": "a whale"}' >&3; exec 3>&-
      wait $pid; echo "[$?]"; catalog count whale --home two
      """#)
    #expect(result.output.hasPrefix("[130]\n"), "\(result.output) \(result.messages)")
    #expect(result.output.hasSuffix("[0]\n1 record, 1 occurrence\n"), "\(result.output)")
  }
}
