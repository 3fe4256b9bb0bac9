internal import Glibc

/// Moments as header fields write them.
enum HTTPDate {
  /// The present, as `Date` has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
  static var now: String { text(of: time(nil)) }

  /// A moment in seconds since 1970, as `Date` has it.
  static func text(of seconds: Int) -> String {
    let (year, month, day, rest) = parts(of: seconds)
    // The first of January 1970 was a Thursday.
    let weekday = ((seconds - rest) / 86_400 + 4) % 7
    return "\(weekdays[weekday]), \(two(day)) \(months[month - 1]) \(year) \(clock(rest)) GMT"
  }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func clock(_ seconds: Int) -> String {
    "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  /// The calendar's date and the seconds of the day; Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", 2021, counts days from the first of March of the year 0.
  private static func parts(of seconds: Int) -> (year: Int, month: Int, day: Int, rest: Int) {
    let days = seconds / 86_400 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shifted + 2) / 5 + 1, seconds % 86_400
    )
  }
}
