internal import Storage

/// Distinct words of one flush and their numbers.
///
/// Open addressing over 16-byte slots that hold a word's first eight bytes, so that most words
/// are recognised without touching their spelling.
struct WordTable: ~Copyable {
  struct Slot: BitwiseCopyable {
    /// First eight bytes, zero-filled.
    var prefix: UInt64
    /// Number + 1; 0 marks a free slot.
    var number: UInt32
    /// Further hash bits, so that long words are rarely compared in vain.
    var tag: UInt16
    var count: UInt16
  }

  private var slots: GrowableBuffer<Slot>
  private var mask: Int
  /// Spellings, back to back.
  private(set) var spellings = GrowableBuffer<UInt8>()
  /// Where each word's spelling ends.
  private(set) var ends = GrowableBuffer<UInt32>()

  init() {
    slots = GrowableBuffer(
      repeating: Slot(prefix: 0, number: 0, tag: 0, count: 0), count: 1 << 12)
    mask = (1 << 12) - 1
  }

  var count: Int { ends.count }

  var byteCount: Int { slots.byteCount + spellings.byteCount + ends.byteCount }

  /// The spelling of a word.
  func spelling(_ number: Int) -> BufferView<UInt8> {
    let start = number == 0 ? 0 : Int(ends[number - 1])
    return spellings.view[start..<Int(ends[number])]
  }

  @inline(__always)
  private static func prefix(_ bytes: BufferView<UInt8>, start: Int, count: Int) -> UInt64 {
    let word = bytes.loadWord(at: start)
    return count >= 8 ? word : word & ((1 &<< UInt64(8 &* count)) &- 1)
  }

  @inline(__always)
  private static func hash(
    _ bytes: BufferView<UInt8>, start: Int, count: Int, prefix: UInt64
  ) -> UInt64 {
    var hash = Hashing.mix(prefix ^ Hashing.first, Hashing.second ^ UInt64(count))
    if count > 8 {
      var at = 8
      while at &+ 8 < count {
        hash = Hashing.mix(hash ^ bytes.loadWord(at: start &+ at), Hashing.second)
        at &+= 8
      }
      // The last eight bytes overlap those before, so no remainder is masked.
      hash = Hashing.mix(hash ^ bytes.loadWord(at: start &+ count &- 8), Hashing.first)
    }
    return hash
  }

  /// The number of a word, given a fresh one when it is first seen.
  @inline(__always)
  mutating func number(of bytes: BufferView<UInt8>, start: Int, count: Int) -> UInt32 {
    let prefix = Self.prefix(bytes, start: start, count: count)
    let hash = Self.hash(bytes, start: start, count: count, prefix: prefix)
    let tag = UInt16(truncatingIfNeeded: hash >> 48)
    let table = slots.view
    var at = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = table[at]
      if slot.number == 0 { break }
      if slot.prefix == prefix, slot.tag == tag, Int(slot.count) == count,
        count <= 8 || isSame(slot.number &- 1, bytes, start: start, count: count)
      {
        return slot.number &- 1
      }
      at = (at &+ 1) & mask
    }
    return insert(bytes, start: start, count: count, prefix: prefix, tag: tag, at: at)
  }

  private func isSame(_ number: UInt32, _ bytes: BufferView<UInt8>, start: Int, count: Int) -> Bool
  {
    let known = spelling(Int(number))
    var at = 8
    while at &+ 8 <= count {
      if known.loadWord(at: at) != bytes.loadWord(at: start &+ at) { return false }
      at &+= 8
    }
    return known.loadWord(at: count &- 8) == bytes.loadWord(at: start &+ count &- 8)
  }

  @inline(never)
  private mutating func insert(
    _ bytes: BufferView<UInt8>, start: Int, count: Int, prefix: UInt64, tag: UInt16, at: Int
  ) -> UInt32 {
    let number = UInt32(ends.count)
    spellings.append(contentsOf: bytes[start..<start + count])
    ends.append(UInt32(spellings.count))
    slots[at] = Slot(prefix: prefix, number: number + 1, tag: tag, count: UInt16(count))
    if ends.count * 8 > slots.count * 5 { grow() }
    return number
  }

  private mutating func grow() {
    var old = GrowableBuffer<Slot>(
      repeating: Slot(prefix: 0, number: 0, tag: 0, count: 0), count: slots.count * 2)
    swap(&old, &slots)
    mask = slots.count - 1
    let table = slots.view
    let all = spellings.view
    for index in 0..<old.count {
      let slot = old[index]
      if slot.number == 0 { continue }
      let number = Int(slot.number - 1)
      let start = number == 0 ? 0 : Int(ends[number - 1])
      let hash = Self.hash(all, start: start, count: Int(slot.count), prefix: slot.prefix)
      var at = Int(truncatingIfNeeded: hash) & mask
      while table[at].number != 0 { at = (at &+ 1) & mask }
      table[at] = slot
    }
  }

  /// Forgets all words; a table grown large for rare occasions keeps its memory.
  mutating func removeAll() {
    slots.view.fill(with: Slot(prefix: 0, number: 0, tag: 0, count: 0))
    spellings.removeAll()
    ends.removeAll()
  }
}

/// Distinct pairs of unspaced characters of one flush and their numbers.
struct PairTable: ~Copyable {
  struct Slot: BitwiseCopyable {
    /// Both code points, 21 bits each.
    var key: UInt64
    /// Number + 1; 0 marks a free slot.
    var number: UInt32
    var spare: UInt32
  }

  private var slots: GrowableBuffer<Slot>
  private var mask: Int
  /// Keys by number: first code point above, second below, 21 bits each.
  private(set) var keys = GrowableBuffer<UInt64>()

  init() {
    slots = GrowableBuffer(repeating: Slot(key: 0, number: 0, spare: 0), count: 1 << 12)
    mask = (1 << 12) - 1
  }

  var count: Int { keys.count }

  var byteCount: Int { slots.byteCount + keys.byteCount }

  @inline(__always)
  static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
    UInt64(first) << 21 | UInt64(second)
  }

  @inline(__always)
  private func home(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: Hashing.mix(key ^ Hashing.first, Hashing.second)) & mask
  }

  /// Brings a pair's slot nearer; called some pairs ahead of ``number(of:)``.
  @inline(__always)
  func prefetch(_ key: UInt64) { slots.view.prefetch(home(key)) }

  /// The number of a pair, given a fresh one when it is first seen.
  @inline(__always)
  mutating func number(of key: UInt64) -> UInt32 {
    let table = slots.view
    var at = home(key)
    while true {
      let slot = table[at]
      if slot.number == 0 { break }
      if slot.key == key { return slot.number &- 1 }
      at = (at &+ 1) & mask
    }
    return insert(key, at: at)
  }

  @inline(never)
  private mutating func insert(_ key: UInt64, at: Int) -> UInt32 {
    let number = UInt32(keys.count)
    keys.append(key)
    slots[at] = Slot(key: key, number: number + 1, spare: 0)
    if keys.count * 8 > slots.count * 5 { grow() }
    return number
  }

  private mutating func grow() {
    slots = GrowableBuffer(
      repeating: Slot(key: 0, number: 0, spare: 0), count: slots.count * 2)
    mask = slots.count - 1
    let table = slots.view
    for number in 0..<keys.count {
      var at = home(keys[number])
      while table[at].number != 0 { at = (at &+ 1) & mask }
      table[at] = Slot(key: keys[number], number: UInt32(number) + 1, spare: 0)
    }
  }

  mutating func removeAll() {
    slots.view.fill(with: Slot(key: 0, number: 0, spare: 0))
    keys.removeAll()
  }
}

/// Distinct unspaced characters of one flush and their numbers.
struct CharacterTable: ~Copyable {
  /// Planes 0 to 3 are looked up directly: number + 1, or 0.
  private var direct = GrowableBuffer<UInt32>(repeating: 0, count: 0x40000)
  private var others: [UInt32: UInt32] = [:]
  /// Code points by number.
  private(set) var scalars = GrowableBuffer<UInt32>()

  init() {}

  var count: Int { scalars.count }

  var byteCount: Int { direct.byteCount + scalars.byteCount + others.count * 16 }

  @inline(__always)
  mutating func number(of scalar: UInt32) -> UInt32 {
    if scalar < 0x40000 {
      let known = direct[Int(scalar)]
      if known != 0 { return known &- 1 }
    } else if let known = others[scalar] {
      return known
    }
    return insert(scalar)
  }

  @inline(never)
  private mutating func insert(_ scalar: UInt32) -> UInt32 {
    let number = UInt32(scalars.count)
    scalars.append(scalar)
    if scalar < 0x40000 { direct[Int(scalar)] = number + 1 } else { others[scalar] = number }
    return number
  }

  mutating func removeAll() {
    for index in 0..<scalars.count where scalars[index] < 0x40000 {
      direct[Int(scalars[index])] = 0
    }
    others.removeAll()
    scalars.removeAll()
  }
}
