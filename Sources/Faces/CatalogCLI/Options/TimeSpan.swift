internal import ArgumentParser

/// A length of time as typed: `500ms`, `2s`, `1.5` (seconds), `3m`.
struct TimeSpan: ExpressibleByArgument {
  /// Above 0.
  let seconds: Double

  init?(argument: String) {
    let units: [(suffix: String, seconds: Double)] = [("ms", 1e-3), ("s", 1), ("m", 60), ("", 1)]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let value = Double(argument.dropLast(unit.suffix.count)), value > 0, value.isFinite
    else { return nil }
    seconds = value * unit.seconds
  }

  /// What commands say of `--timeout`.
  static let timeoutHelp = ArgumentHelp(
    "Stops after this time with what was found, and says so: 500ms, 2s.", valueName: "time")
}
