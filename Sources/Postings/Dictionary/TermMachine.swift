internal import Storage
internal import VectorKernels

/// A deterministic machine over the bytes of terms, which says what it does one step at a time.
///
/// States are numbers that the machine gives out as it meets them: 0 is dead (whatever follows is
/// refused), 1 is where it begins.
package protocol TermMachine: AnyObject {
  /// The state behind a byte; 0 when nothing that begins like this is accepted.
  func step(_ state: Int, _ byte: UInt8) -> Int
  /// Whether a term may end in a state.
  func accepts(_ state: Int) -> Bool
  /// Forgets all states but the first two.
  func reset()
}

/// Remembers the steps of a machine, so that each is worked out once.
struct TermMachineTable: ~Copyable {
  /// More states than this are forgotten and found again: 4 MiB of steps.
  static let maximumStates = 4096

  private let machine: any TermMachine
  private var steps = GrowableBuffer<Int32>()
  /// 0 unknown, 1 refused, 2 accepted.
  private var endings = GrowableBuffer<UInt8>()
  /// Which of ``quietStates`` tells of a state; below 0 unknown.
  private var quietNumbers = GrowableBuffer<Int32>()
  private var quietStates: [QuietState?] = []

  init(_ machine: any TermMachine) {
    self.machine = machine
    reset()
  }

  var isFull: Bool { endings.count > Self.maximumStates }

  mutating func reset() {
    machine.reset()
    steps.removeAll()
    endings.removeAll()
    quietNumbers.removeAll()
    quietStates.removeAll()
    grow(to: 1)
  }

  private mutating func grow(to state: Int) {
    let missing = state + 1 - endings.count
    guard missing > 0 else { return }
    endings.append(repeating: 0, count: missing)
    steps.append(repeating: -1, count: 256 * missing)
    quietNumbers.append(repeating: -1, count: missing)
  }

  /// The steps worked out so far, by state and byte; below 0 what is not known.
  ///
  /// Valid until ``work(out:_:)`` or ``reset()``.
  var known: BufferView<Int32> { steps.view }
  /// The endings worked out so far: 0 unknown, 1 refused, 2 accepted.
  var knownEndings: BufferView<UInt8> { endings.view }

  /// The state behind a byte.
  mutating func step(_ state: Int32, _ byte: UInt8) -> Int32 {
    let next = steps[Int(state) << 8 | Int(byte)]
    return next >= 0 ? next : work(out: state, byte)
  }

  /// Asks the machine for a step and remembers it.
  @inline(never)
  mutating func work(out state: Int32, _ byte: UInt8) -> Int32 {
    let next = machine.step(Int(state), byte)
    grow(to: next)
    steps[Int(state) << 8 | Int(byte)] = Int32(next)
    return Int32(next)
  }

  mutating func accepts(_ state: Int32) -> Bool {
    if endings[Int(state)] == 0 { endings[Int(state)] = machine.accepts(Int(state)) ? 2 : 1 }
    return endings[Int(state)] == 2
  }

  /// A state with the bytes that leave it; `nil` for one that accepts, or that many leave.
  mutating func quiet(_ state: Int32) -> QuietState? {
    if quietNumbers[Int(state)] < 0 {
      quietNumbers[Int(state)] = Int32(quietStates.count)
      quietStates.append(findQuiet(state))
    }
    return quietStates[Int(quietNumbers[Int(state)])]
  }

  private mutating func findQuiet(_ state: Int32) -> QuietState? {
    guard let leaving = bytes(from: state, notTo: state) else { return nil }
    var quiet = QuietState(state: state, leaving: leaving)
    if leaving[0] == 0xff || leaving[1] != 0xff { return quiet }
    let next = step(state, leaving[0])
    if let following = bytes(from: next, notTo: state) {
      quiet.next = next
      quiet.following = following
    }
    return quiet
  }

  /// Up to two ASCII bytes that do not lead from one state to another; `nil` where there are more,
  /// or where the first state accepts.
  private mutating func bytes(from first: Int32, notTo second: Int32) -> InlineArray<2, UInt8>? {
    if first == 0 || accepts(first) { return nil }
    var found: InlineArray<2, UInt8> = [0xff, 0xff]
    var count = 0
    // Letters first, so that a state that most of them leave is given up early.
    for byte in Array(UInt8(ascii: "a")..<0x80) + Array(0..<UInt8(ascii: "a"))
    where step(first, byte) != second {
      if count == 2 { return nil }
      found[count] = byte
      count += 1
    }
    return found
  }
}
