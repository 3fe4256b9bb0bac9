internal import Storage

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

  init(_ machine: any TermMachine) {
    self.machine = machine
    reset()
  }

  var isFull: Bool { endings.count > Self.maximumStates }

  mutating func reset() {
    machine.reset()
    steps.removeAll()
    endings.removeAll()
    grow(to: 1)
  }

  private mutating func grow(to state: Int) {
    let missing = state + 1 - endings.count
    guard missing > 0 else { return }
    endings.append(repeating: 0, count: missing)
    steps.append(repeating: -1, count: 256 * missing)
  }

  /// The steps worked out so far, by state and byte; below 0 what is not known.
  ///
  /// Valid until ``work(out:_:)`` or ``reset()``.
  var known: BufferView<Int32> { steps.view }

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
}
