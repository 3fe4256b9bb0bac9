package import Storage

/// Dates and times after RFC 3339.
package enum RFC3339 {
  /// A date by its day, counted from 1970-01-01, in the Gregorian calendar throughout.
  package static func append(days: Int64, to output: inout GrowableBuffer<UInt8>) {
    // Counted in eras of 400 years that begin in March, so that the leap day comes last
    // (H. Hinnant, chrono-compatible low-level date algorithms, 2013).
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    if year < 0 { output.append(0x2d) }
    append(year.magnitude, width: 4, to: &output)
    output.append(0x2d)
    append(month.magnitude, width: 2, to: &output)
    output.append(0x2d)
    append((dayOfYear - (153 * shiftedMonth + 2) / 5 + 1).magnitude, width: 2, to: &output)
  }

  /// A time of day by its ticks since midnight.
  ///
  /// - Parameters:
  ///   - ticks: From 0 to the end of the day; others are written as they come.
  ///   - digits: Digits of a tick behind the second: 0, 3, 6 or 9. A fraction of zero is left out.
  ///   - output: Grows by the text.
  package static func append(
    timeOfDay ticks: Int64, digits: Int, to output: inout GrowableBuffer<UInt8>
  ) {
    let perSecond = ticksOfSecond(digits: digits)
    var seconds = ticks / perSecond
    var fraction = ticks % perSecond
    if fraction < 0 {
      fraction += perSecond
      seconds -= 1
    }
    if seconds < 0 { output.append(0x2d) }
    let magnitude = seconds.magnitude
    append(magnitude / 3600, width: 2, to: &output)
    output.append(0x3a)
    append(magnitude / 60 % 60, width: 2, to: &output)
    output.append(0x3a)
    append(magnitude % 60, width: 2, to: &output)
    if fraction != 0 {
      output.append(0x2e)
      append(fraction.magnitude, width: digits, to: &output)
    }
  }

  /// A date and a time.
  package static func append(
    days: Int64, timeOfDay ticks: Int64, digits: Int, isUTC: Bool,
    to output: inout GrowableBuffer<UInt8>
  ) {
    append(days: days, to: &output)
    output.append(0x54)
    append(timeOfDay: ticks, digits: digits, to: &output)
    if isUTC { output.append(0x5a) }
  }

  /// An instant by its ticks since 1970-01-01T00:00:00.
  package static func append(
    instant ticks: Int64, digits: Int, isUTC: Bool, to output: inout GrowableBuffer<UInt8>
  ) {
    let perDay = 86_400 * ticksOfSecond(digits: digits)
    var days = ticks / perDay
    var rest = ticks % perDay
    if rest < 0 {
      rest += perDay
      days -= 1
    }
    append(days: days, timeOfDay: rest, digits: digits, isUTC: isUTC, to: &output)
  }

  private static func ticksOfSecond(digits: Int) -> Int64 {
    (0..<digits).reduce(1) { ticks, _ in ticks * 10 }
  }

  private static func append(
    _ number: UInt64, width: Int, to output: inout GrowableBuffer<UInt8>
  ) {
    var count = 1
    var rest = number / 10
    while rest > 0 {
      count += 1
      rest /= 10
    }
    output.append(repeating: 0x30, count: max(0, width - count))
    DecimalDigits.append(number, to: &output)
  }
}
