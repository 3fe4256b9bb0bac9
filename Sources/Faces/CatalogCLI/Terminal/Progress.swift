internal import CatalogService
internal import Foundation
internal import Synchronization

/// Shows how far a long run has come: a bar on a terminal, a line every few seconds elsewhere.
final class Progress: Sendable {
  private struct State {
    var started = ContinuousClock.now
    var lastShown: ContinuousClock.Instant?
    var isDrawn = false
  }

  private let output: Output
  private let state = Mutex(State())

  /// Seconds between two lines where no bar can be drawn.
  static let lineInterval = Duration.seconds(5)
  /// Time between two drawings of the bar.
  static let barInterval = Duration.milliseconds(100)

  init(output: Output) { self.output = output }

  /// Takes note of a step and shows it when it is time.
  func show(_ step: IngestProgress) {
    show(bar: { bar(step, elapsed: $0) }, line: { Self.sentence(step, elapsed: $0) })
  }

  /// Takes note of what has come through a pipe, whose end nobody knows.
  func show(received bytes: UInt64) {
    func sentence(_ elapsed: Double) -> String {
      let rate = elapsed > 0 ? Double(bytes) / elapsed : 0
      return "\(Figures.bytes(bytes)) received at \(Figures.bytes(UInt64(rate)))/s"
    }
    show(bar: sentence, line: sentence)
  }

  /// Shows how far the run is when it is time, given the seconds since it began.
  private func show(bar: (Double) -> String, line: (Double) -> String) {
    guard !output.isQuiet else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      let interval = output.messagesToTerminal ? Self.barInterval : Self.lineInterval
      if now - (state.lastShown ?? state.started) < interval { return }
      state.lastShown = now
      let elapsed = (now - state.started).seconds
      if output.messagesToTerminal {
        output.redraw(bar(elapsed))
        state.isDrawn = true
      } else {
        output.write(line(elapsed) + "\n")
      }
    }
  }

  /// Takes the bar away, so that the result stands alone.
  func finish() {
    state.withLock { state in
      if state.isDrawn { output.redraw("") }
      state.isDrawn = false
    }
  }

  private func bar(_ step: IngestProgress, elapsed: Double) -> String {
    let text = " " + Self.sentence(step, elapsed: elapsed)
    let room = (Host.terminalColumns ?? 80) - DisplayWidth.of(text) - 1
    let cells = min(24, room)
    guard cells >= 6 else { return text.trimmingCharacters(in: .whitespaces) }
    let fraction = step.phase == .reading ? step.fraction ?? 0 : 1
    let full = Int(Double(cells) * fraction)
    return String(repeating: "█", count: full) + String(repeating: "░", count: cells - full) + text
  }

  /// A step in one line: `61% read · 25,310 records · 84.1 MB of text at 42.3 MB/s · 1.3 s to read`.
  ///
  /// What comes after reading cannot be foreseen, so it names itself and has no percentage.
  static func sentence(_ step: IngestProgress, elapsed: Double) -> String {
    var parts: [String] = []
    if let fraction = step.fraction, step.phase == .reading {
      parts.append("\(Int(fraction * 100))% read")
    } else {
      parts.append(step.phase.rawValue)
    }
    parts.append(Figures.records(step.records))
    let rate = elapsed > 0 ? Double(step.textBytes) / elapsed : 0
    if step.textBytes > 0 {
      parts.append("\(Figures.bytes(step.textBytes)) of text at \(Figures.bytes(UInt64(rate)))/s")
    }
    if let fraction = step.fraction, step.phase == .reading, fraction > 0.01, fraction < 1 {
      parts.append(Figures.seconds(elapsed / fraction * (1 - fraction)) + " to read")
    }
    return parts.joined(separator: " · ")
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
