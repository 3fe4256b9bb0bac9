import JSONText
import Testing

@testable import CatalogHTTP

@Suite struct EncodedAnswerTests {
  @Test(arguments: [
    "{}", "{\"took_ms\":1.5}", "{\"a\":1,\"took_ms\":1.5}", "{\"took_ms\":1.5,\"b\":[2]}",
    "{\"a\":1,\"took_ms\":1.5,\"b\":{\"took_ms\":2}}", "[1]",
  ])
  func `an answer is its tree, told from others by all but the time it took`(text: String) throws {
    let tree = try JSONReader.read(Array(text.utf8))
    let answer = EncodedAnswer(tree)
    #expect(answer.bytes == tree.bytes)
    let later = try JSONReader.read(Array(text.replacing("1.5", with: "27").utf8))
    #expect(EncodedAnswer(later).tag == answer.tag)
    let other = try JSONReader.read(Array("{\"c\":1,\"took_ms\":1.5}".utf8))
    #expect(EncodedAnswer(other).tag != answer.tag)
  }
}
