import Storage
import Testing

@testable import Corpora

/// Dates and times as readers of typed values write them.
@Suite struct RFC3339Tests {
  struct Case: Sendable {
    var ticks: Int64
    var digits: Int
    var written: String
  }

  @Test(arguments: [
    Case(ticks: -1, digits: 0, written: "1969-12-31T23:59:59Z"),
    Case(ticks: 951_782_400, digits: 0, written: "2000-02-29T00:00:00Z"),
    Case(ticks: -1, digits: 3, written: "1969-12-31T23:59:59.999Z"),
    Case(ticks: 1_000, digits: 3, written: "1970-01-01T00:00:01Z"),
    Case(ticks: 1, digits: 9, written: "1970-01-01T00:00:00.000000001Z"),
    // Whole seconds reach further than their thousandths.
    Case(ticks: 1 << 62, digits: 0, written: "146138514283-06-19T07:45:04Z"),
    Case(ticks: -(1 << 62), digits: 0, written: "-146138510344-07-14T16:14:56Z"),
  ])
  func `an instant is written by its ticks`(_ tried: Case) {
    var output = GrowableBuffer<UInt8>()
    RFC3339.append(instant: tried.ticks, digits: tried.digits, isUTC: true, to: &output)
    #expect(String(decoding: output.view.array, as: UTF8.self) == tried.written)
  }

  @Test(arguments: [(86_399, 0, "23:59:59"), (1, 3, "00:00:00.001"), (0, 6, "00:00:00")])
  func `a time of day is written by its ticks`(ticks: Int64, digits: Int, written: String) {
    var output = GrowableBuffer<UInt8>()
    RFC3339.append(timeOfDay: ticks, digits: digits, to: &output)
    #expect(String(decoding: output.view.array, as: UTF8.self) == written)
  }
}
