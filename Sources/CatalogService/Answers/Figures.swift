internal import Datasets
internal import Foundation
internal import QueryLanguage
internal import Records

/// Sizes, counts and times as people read and write them.
public enum Figures {
  /// Reads a size such as `512MiB`, `4GB` or `1e9`.
  ///
  /// - Returns: Bytes, or `nil` when the text is something else.
  public static func parseBytes(_ text: String) -> UInt64? {
    guard let bytes = QuantityParser.parse(text)?.double, bytes >= 0, bytes < 0x1p63 else {
      return nil
    }
    return UInt64(bytes.rounded())
  }

  /// Bytes for people, in powers of 1000: `37.2 MB`.
  public static func bytes(_ count: UInt64) -> String {
    guard count >= 1000 else { return "\(count) B" }
    return scaled(Double(count), units: ["kB", "MB", "GB", "TB", "PB", "EB"])
  }

  private static func scaled(_ value: Double, units: [String]) -> String {
    var value = value
    var unit = ""
    for next in units {
      value /= 1000
      unit = next
      if value < 999.5 { break }
    }
    return decimal(value, places: value < 9.95 ? 2 : value < 99.95 ? 1 : 0) + " " + unit
  }

  /// A number with a fixed count of decimals, trailing zeros dropped.
  public static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite, places > 0 else { return String(format: "%.0f", value) }
    var text = String(format: "%.\(places)f", value)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// A share of a whole for people: `40 %`, `0.3 %`.
  public static func share(_ share: Double) -> String {
    let percent = share * 100
    if percent < 0.1 { return significant(percent, digits: 2) + " %" }
    return decimal(percent, places: percent < 10 ? 1 : 0) + " %"
  }

  /// How many times for people: `4.55`, `0.0031`.
  public static func times(_ times: Double) -> String {
    times < 0.01 ? significant(times, digits: 2) : decimal(times, places: 2)
  }

  /// A number with its first digits, however small it is: `0.0031`.
  public static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return decimal(value, places: 0) }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    return decimal(value, places: max(0, digits - 1 - magnitude))
  }

  /// A count for people: `41,463`.
  public static func count(_ count: UInt64) -> String {
    let digits = String(count)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number of records for people: `1 record`, `41,463 records`.
  public static func records(_ count: UInt64) -> String {
    count == 1 ? "1 record" : Self.count(count) + " records"
  }

  /// A duration for people: `3.2 s`, `2 min 05 s`, `1 h 12 min`.
  public static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    switch seconds {
    case ..<1: return decimal(seconds * 1000, places: 0) + " ms"
    case ..<60: return decimal(seconds, places: 1) + " s"
    case ..<3600:
      let whole = Int(seconds.rounded())
      return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s"
    default:
      let minutes = Int((min(seconds, 1e12) / 60).rounded())
      return "\(minutes / 60) h \(String(format: "%02d", minutes % 60)) min"
    }
  }
}
