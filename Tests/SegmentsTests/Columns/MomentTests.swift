import Records
import Storage
import Testing

/// Conditions on dates with a time of day, in the forms that data has.
struct MomentTests {
  private func passes(_ value: String, _ comparison: ColumnComparison, _ literal: String) -> Bool {
    let test = ColumnTextTest(.compare(comparison, ColumnLiteral(text: literal, decimal: nil)))
    return Array(value.utf8).withView { test.passes(ByteSlice($0)) }
  }

  @Test(arguments: [
    ("2024-06-02 10:00:00", "2024-06-02T10:00"), ("2024-06-02T10:00:00", "2024-06-02 10:00"),
    ("2024-06-02T10:00:00Z", "2024-06-02T10:00:00Z"),
    ("2024-06-02T10:00:00Z", "2024-06-02T10:00:00"),
    ("2024-06-02T10:00:00.500Z", "2024-06-02T10:00:00Z"),
    ("2024-06-02T10:00:00Z", "2024-06-02T10:00:00.000Z"),
    ("2024-06-02T10:00Z", "2024-06-02T10:00:00Z"),
    ("2024-06-02T10:00:00.500Z", "2024-06-02T10:00:00.500"),
    ("2024-06-02 10:00:00+00:00", "2024-06-02T10:00:00Z"),
    ("2024-06-02T10:00:00+08:00", "2024-06-02T10:00:00"), ("2024-06-02T10", "2024-06-02"),
    ("2024-06-02T10:00:00+08:00", "2024-06-02T10:00:00+08:00"),
  ])
  func `a moment equals the same one however it is written`(_ value: String, _ literal: String) {
    #expect(passes(value, .equal, literal))
    #expect(!passes(value, .notEqual, literal))
  }

  @Test(arguments: [
    ("2024-06-02 10:00:00", "2024-06-02T10:00:01"), ("2024-06-02T09:59:59Z", "2024-06-02 10:00"),
    ("2024-06-02 23:00:00", "2024-06-03T00:00Z"), ("2024-06-02", "2024-06-02T00:00"),
    ("2024-06-02T10:00:00Z", "2024-06-02T10:00:00.500"), ("2023", "2024-06-02T10:00Z"),
    ("2024-06-02T10:00:00.250Z", "2024-06-02T10:00:00.5Z"),
  ])
  func `an earlier moment is before a later one`(_ early: String, _ late: String) {
    for comparison in [ColumnComparison.less, .lessOrEqual, .notEqual] {
      #expect(passes(early, comparison, late), "\(comparison)")
    }
    for comparison in [ColumnComparison.greater, .greaterOrEqual, .equal] {
      #expect(!passes(early, comparison, late), "\(comparison)")
    }
  }

  @Test func `a moment in UTC does not equal the same clock elsewhere`() {
    #expect(!passes("2024-06-02T10:00:00+08:00", .equal, "2024-06-02T10:00:00Z"))
  }

  /// Pruning may only leave out what holds no value that passes.
  @Test func `bounds never hide a moment that passes`() {
    let values = [
      "2024-06-01 10:00:00", "2024-06-02 10:00:00", "2024-06-02T10:00:00Z",
      "2024-07-02 10:00:00.25",
    ]
    let literals = [
      "2024-06-02T10:00", "2024-06-02 10:00", "2024-06-02T10:00:00Z", "2024-06-02", "2024-07-02T10",
    ]
    for value in values {
      for literal in literals {
        for comparison in ColumnComparison.allCases where passes(value, comparison, literal) {
          let test = ColumnTextTest(
            .compare(comparison, ColumnLiteral(text: literal, decimal: nil)))
          let mayPass = Array(value.utf8).withView {
            test.mayPass(minimum: ByteSlice($0), maximum: ByteSlice($0))
          }
          #expect(mayPass, "\(value) \(comparison.rawValue) \(literal)")
        }
      }
    }
  }
}
