import Records
import Storage
import TestSupport
import Testing

/// Numbers of usual length are read without memory of their own; what comes out is what the exact
/// reading says.
@Suite struct NumberTests {
  private func quick(_ token: String) -> RecordBatch.Value? {
    Array(token.utf8).withView { view in
      RecordBatch.Value.number(view, at: RecordBatch.Text(start: 0, count: UInt32(view.count)))
    }
  }

  private func exact(_ token: String) -> RecordBatch.Value? {
    let bytes = Array(token.utf8)
    return DecimalNumber(token: bytes).flatMap {
      RecordBatch.Value.number($0)
        ?? .decimal(RecordBatch.Text(start: 0, count: UInt32(bytes.count)))
    }
  }

  @Test(arguments: [
    "0", "-0", "0.0", "-0.00e5", "1", "-1", "1.0", "100", "1e0", "1e2", "1E+2", "1e-2", "1.5e3",
    ".5",
    "5.", ".", "-", "", "e5", "1e", "1e+", "1.2.3", "--1", "0.1", "0.10", "-0.3", "1e22", "1e23",
    "123456789012345", "1234567890123456", "12345678901234567", "999999999999999999",
    "1000000000000000000", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "9.2e18", "9.3e18", "0.14285714285714285", "0.30000000000000004", "0.3000000000000001",
    "0.123456789012345678", "123456789.123456789", "9007199254740993", "9007199254740993.5",
    "4503599627370497.5", "1e-22", "1e-23", "1e-400", "1e400", "4.9e-324",
    "2.2250738585072014e-308",
    "1e10000", "1e10001", "1e99999999999999999999", "0.000000000000000000000001",
    "000000000000000000000001.5", "1.0000000000000000000000",
  ])
  func `a number is what the exact reading makes of it`(token: String) {
    #expect(quick(token) == exact(token))
  }

  @Test func `random numbers are what the exact reading makes of them`() {
    var random = SeededGenerator.announced("numbers")
    for _ in 0..<20_000 {
      var token = random.once(in: 3) ? "-" : ""
      let digits = random.number(1..<20)
      token += (0..<digits).map { _ in "\(random.number(0..<10))" }.joined()
      if random.once(in: 2) {
        token += "." + (0..<random.number(1..<18)).map { _ in "\(random.number(0..<10))" }.joined()
      }
      if random.once(in: 4) { token += "e\(random.number(-30..<30))" }
      #expect(quick(token) == exact(token), "\(token)")
      let double = Double(bitPattern: random.next())
      if double.isFinite { #expect(quick("\(double)") == exact("\(double)"), "\(double)") }
    }
  }
}
