internal import Postings
internal import QueryLanguage

/// A pattern over code points, as a machine over the bytes of terms.
///
/// States are worked out and numbered as terms lead to them.
final class ScalarMachine<Pattern: ScalarPattern>: TermMachine {
  /// A state of the pattern, and how much of a code point has been read since.
  private struct State: Hashable {
    var inner: Pattern.State
    var partial: UInt32 = 0
    var bytesLeft = 0
  }

  private let pattern: Pattern
  private var numbers: [State: Int] = [:]
  private var states: [State] = []

  init(_ pattern: Pattern) {
    self.pattern = pattern
    reset()
  }

  func reset() {
    let start = State(inner: pattern.start)
    numbers = [start: 1]
    // The dead state holds nothing; its place is taken by the first.
    states = [start, start]
  }

  func accepts(_ state: Int) -> Bool {
    state != 0 && states[state].bytesLeft == 0 && pattern.accepts(states[state].inner)
  }

  func step(_ state: Int, _ byte: UInt8) -> Int {
    if state == 0 { return 0 }
    var next = states[state]
    if next.bytesLeft > 0 {
      guard byte & 0xC0 == 0x80 else { return 0 }
      next.partial = next.partial << 6 | UInt32(byte & 0x3F)
      next.bytesLeft -= 1
    } else {
      switch byte {
      case ..<0x80: next.partial = UInt32(byte)
      case 0xC2..<0xE0: (next.partial, next.bytesLeft) = (UInt32(byte & 0x1F), 1)
      case 0xE0..<0xF0: (next.partial, next.bytesLeft) = (UInt32(byte & 0x0F), 2)
      case 0xF0..<0xF5: (next.partial, next.bytesLeft) = (UInt32(byte & 0x07), 3)
      default: return 0
      }
    }
    if next.bytesLeft == 0 {
      guard let inner = pattern.step(next.inner, next.partial) else { return 0 }
      next = State(inner: inner)
    }
    if let number = numbers[next] { return number }
    states.append(next)
    numbers[next] = states.count - 1
    return states.count - 1
  }
}

/// A pattern that reads a term one code point at a time.
protocol ScalarPattern {
  associatedtype State: Hashable
  var start: State { get }
  /// The state behind a code point; `nil` when nothing that begins like this is accepted.
  func step(_ state: State, _ scalar: UInt32) -> State?
  func accepts(_ state: State) -> Bool
}

/// Terms that begin with something.
struct TermPrefix: ScalarPattern {
  private let scalars: [UInt32]

  init(_ text: String) { scalars = text.unicodeScalars.map(\.value) }

  var start: Int { 0 }

  func step(_ state: Int, _ scalar: UInt32) -> Int? {
    if state == scalars.count { return state }
    return scalars[state] == scalar ? state + 1 : nil
  }

  func accepts(_ state: Int) -> Bool { state == scalars.count }
}

extension TermRegex: ScalarPattern {}
