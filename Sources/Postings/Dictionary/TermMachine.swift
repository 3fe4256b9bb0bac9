internal import Storage
internal import VectorKernels

/// A deterministic finite automaton over the bytes of terms, constructed lazily.
///
/// States are numbered as they are reached: 0 is the dead state, from which nothing is accepted, 1
/// the start state.
package protocol TermMachine: AnyObject {
  /// The state behind a byte; 0 when nothing with this prefix is accepted.
  func step(_ state: Int, _ byte: UInt8) -> Int
  /// Whether a term may end in a state.
  func accepts(_ state: Int) -> Bool
  /// Discards all states but the first two.
  func reset()
}

/// The transitions of an automaton computed so far, so that each is computed once.
struct TermMachineTable: ~Copyable {
  /// With more states than this the table starts again: 4 MiB of transitions.
  static let maximumStates = 4096

  private let machine: any TermMachine
  private var steps = GrowableBuffer<Int32>()
  /// 0 unknown, 1 rejecting, 2 accepting.
  private var endings = GrowableBuffer<UInt8>()
  /// The index of each state in ``loopStates``; below 0 unknown.
  private var loopNumbers = GrowableBuffer<Int32>()
  private var loopStates: [LoopState?] = []

  init(_ machine: any TermMachine) {
    self.machine = machine
    reset()
  }

  var isFull: Bool { endings.count > Self.maximumStates }

  mutating func reset() {
    machine.reset()
    steps.removeAll()
    endings.removeAll()
    loopNumbers.removeAll()
    loopStates.removeAll()
    grow(to: 1)
  }

  private mutating func grow(to state: Int) {
    let missing = state + 1 - endings.count
    guard missing > 0 else { return }
    endings.append(repeating: 0, count: missing)
    steps.append(repeating: -1, count: 256 * missing)
    loopNumbers.append(repeating: -1, count: missing)
  }

  /// The transitions computed so far, by state and byte; below 0 where unknown.
  ///
  /// Valid until ``compute(_:_:)`` or ``reset()``.
  var known: BufferView<Int32> { steps.view }
  /// Whether states accept, as far as known: 0 unknown, 1 rejecting, 2 accepting.
  var knownEndings: BufferView<UInt8> { endings.view }

  /// The state behind a byte.
  mutating func step(_ state: Int32, _ byte: UInt8) -> Int32 {
    let next = steps[Int(state) << 8 | Int(byte)]
    return next >= 0 ? next : compute(state, byte)
  }

  /// Computes a transition and stores it.
  @inline(never)
  mutating func compute(_ state: Int32, _ byte: UInt8) -> Int32 {
    let next = machine.step(Int(state), byte)
    grow(to: next)
    steps[Int(state) << 8 | Int(byte)] = Int32(next)
    return Int32(next)
  }

  mutating func accepts(_ state: Int32) -> Bool {
    if endings[Int(state)] == 0 { endings[Int(state)] = machine.accepts(Int(state)) ? 2 : 1 }
    return endings[Int(state)] == 2
  }

  /// A state with the bytes that lead elsewhere; `nil` for one that accepts, or with many such
  /// bytes.
  mutating func loop(_ state: Int32) -> LoopState? {
    if loopNumbers[Int(state)] < 0 {
      loopNumbers[Int(state)] = Int32(loopStates.count)
      loopStates.append(findLoop(state))
    }
    return loopStates[Int(loopNumbers[Int(state)])]
  }

  private mutating func findLoop(_ state: Int32) -> LoopState? {
    guard let leaving = bytes(from: state, notTo: state) else { return nil }
    var loop = LoopState(state: state, leaving: leaving)
    if leaving[0] == 0xff || leaving[1] != 0xff { return loop }
    let next = step(state, leaving[0])
    if let following = bytes(from: next, notTo: state) {
      loop.next = next
      loop.following = following
    }
    return loop
  }

  /// Up to two ASCII bytes that do not lead from one state to another; `nil` where there are more,
  /// or where the first state accepts.
  private mutating func bytes(from first: Int32, notTo second: Int32) -> InlineArray<2, UInt8>? {
    if first == 0 || accepts(first) { return nil }
    var found: InlineArray<2, UInt8> = [0xff, 0xff]
    var count = 0
    // Letters first, so that a state without a loop is recognised early.
    for byte in Array(UInt8(ascii: "a")..<0x80) + Array(0..<UInt8(ascii: "a"))
    where step(first, byte) != second {
      if count == 2 { return nil }
      found[count] = byte
      count += 1
    }
    return found
  }
}
