import Records
import Testing

@testable import QueryLanguage

struct QuantityParserTests {
  @Test(arguments: [
    ("0", 0), ("15", 15), ("-3", -3), ("+7", 7), ("1_000_000", 1_000_000), ("1e8", 100_000_000),
    ("1E3", 1_000), ("100M", 100_000_000), ("10k", 10_000), ("5.2TB", 5_200_000_000_000),
    ("4GiB", 4_294_967_296), ("1.5KiB", 1_536), ("2.0", 2), ("120e-1", 12), ("7b", 7_000_000_000),
    ("1B", 1_000_000_000), ("1.5B", 1_500_000_000), ("4GB", 4_000_000_000),
    ("1,000", 1_000), ("1,000,000k", 1_000_000_000), (" 3 GB ", 3_000_000_000),
    ("2万亿", 2_000_000_000_000),
    ("1EiB", 1 << 60), ("2Ki", 2_048),
    ("3万", 30_000), ("2.5亿", 250_000_000), ("1e", 1_000_000_000_000_000_000),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
    ("9007199254740993.0", 9_007_199_254_740_993),
  ])
  func `whole numbers are exact whatever their unit`(_ text: String, _ value: Int64) {
    #expect(QuantityParser.parse(text)?.integer == value)
  }

  @Test(arguments: [
    ("0.5", 0.5), (".25", 0.25), ("1e-3", 0.001), ("0.1", 0.1), ("-2.75", -2.75),
    ("1e300", 1e300), ("9223372036854775808", 9_223_372_036_854_775_808.0),
    ("0.0005k", 0.5), ("3.3333", 3.3333),
  ])
  func `other numbers are the nearest double`(_ text: String, _ value: Double) {
    #expect(QuantityParser.parse(text)?.double == value)
  }

  @Test(arguments: [
    "", "-", "abc", "1x", "1..2", "1.", "5.k", "_1", "1_", "1 000", "2024-06", "0x10",
    "kB", "TB", "1 apple", "1,5", "1,0000", "1.5,000", "1  k", "1k b", "1kk", "1ib", "nan", "inf",
    "１２", "1e8e8",
  ])
  func `other text is no number`(_ text: String) {
    #expect(QuantityParser.parse(text) == nil)
  }

  @Test(arguments: [
    ("9223372036854775808", "9223372036854775808", 0),
    ("12345678901234567890123k", "12345678901234567890123", 3),
    ("0.10", "1", -1), ("-2.50M", "25", 5), ("1KiB", "1024", 0), ("0", "", 0), ("1e999", "1", 999),
    ("-2e-400", "2", -400),
  ])
  func `every digit is kept`(_ text: String, _ digits: String, _ exponent: Int) {
    let number = QuantityParser.parse(text)
    #expect(number?.digits == digits.utf8.map { $0 - 0x30 })
    #expect(number?.exponent == exponent)
    #expect(number?.isNegative == text.hasPrefix("-"))
  }
}
