internal import CCatalog
internal import Corpora
internal import Storage

/// The values of one Arrow array, read in place and written as JSON.
///
/// Positions count from the array's own offset. The array must outlive it.
@safe
struct ArrowColumn: @unchecked Sendable {
  // Safe: arrays never change once they were handed over, and ``ArrowBatch`` keeps them. What an
  // array points to cannot be checked against its size, which the interface does not tell: whoever
  // hands it over vouches for it, as for every pointer that is passed to C.
  let field: ArrowField
  let offset: Int
  private let validity: UnsafePointer<UInt8>?
  /// The buffers behind the validity.
  let first: UnsafeRawPointer?
  private let second: UnsafeRawPointer?
  private let buffers: UnsafeMutablePointer<UnsafeRawPointer?>?
  let children: [ArrowColumn]
  let dictionary: [ArrowColumn]
  /// Values of it.
  let count: Int

  init(_ field: ArrowField, _ array: borrowing ArrowArray) {
    self.field = field
    offset = unsafe Int(array.offset)
    count = unsafe Int(array.length)
    let buffers = unsafe array.buffers
    let bufferCount = unsafe Int(array.n_buffers)
    func buffer(_ index: Int) -> UnsafeRawPointer? {
      index < bufferCount ? unsafe buffers?[index] : nil
    }
    unsafe self.buffers = buffers
    let validity = unsafe array.null_count == 0 ? nil : buffer(0)
    unsafe self.validity = unsafe validity?.assumingMemoryBound(to: UInt8.self)
    unsafe first = unsafe buffer(1)
    unsafe second = unsafe buffer(2)
    var children: [ArrowColumn] = []
    for (index, child) in field.children.enumerated() where unsafe index < Int(array.n_children) {
      guard let below = unsafe array.children?[index] else { continue }
      unsafe children.append(ArrowColumn(child, unsafe below.pointee))
    }
    self.children = children
    if let words = field.dictionary, let below = unsafe array.dictionary {
      dictionary = unsafe [ArrowColumn(words, unsafe below.pointee)]
    } else {
      dictionary = []
    }
  }

  /// As many parts as its type says are there.
  var isWhole: Bool {
    children.count == field.children.count && dictionary.isEmpty == (field.dictionary == nil)
      && children.allSatisfy(\.isWhole) && dictionary.allSatisfy(\.isWhole)
  }

  // MARK: - Reading

  func isNull(_ index: Int) -> Bool {
    if field.type == .null { return true }
    guard let validity = unsafe validity else { return false }
    let bit = offset + index
    return unsafe validity[bit >> 3] >> UInt8(bit & 7) & 1 == 0
  }

  func number<Number: BitwiseCopyable>(
    _ index: Int, _ type: Number.Type, in buffer: UnsafeRawPointer?
  ) -> Number? {
    unsafe buffer?.loadUnaligned(
      fromByteOffset: (offset + index) * MemoryLayout<Number>.size, as: type)
  }

  func integer(_ index: Int, bytes: Int, isSigned: Bool) -> Int64 {
    let value: Int64? =
      switch (bytes, isSigned) {
      case (1, true): unsafe number(index, Int8.self, in: first).map(Int64.init)
      case (1, false): unsafe number(index, UInt8.self, in: first).map(Int64.init)
      case (2, true): unsafe number(index, Int16.self, in: first).map(Int64.init)
      case (2, false): unsafe number(index, UInt16.self, in: first).map(Int64.init)
      case (4, true): unsafe number(index, Int32.self, in: first).map(Int64.init)
      case (4, false): unsafe number(index, UInt32.self, in: first).map(Int64.init)
      default: unsafe number(index, Int64.self, in: first)
      }
    return value ?? 0
  }

  private func bytes(_ start: Int, _ count: Int, in buffer: UnsafeRawPointer?) -> BufferView<UInt8>
  {
    guard let buffer = unsafe buffer, count > 0 else { return Self.none.view }
    // Safe: the view is read while the array is there, and never written.
    let base = unsafe UnsafeMutableRawPointer(mutating: buffer + start)
    return unsafe BufferView(unsafeBase: base.assumingMemoryBound(to: UInt8.self), count: count)
  }

  private static let none = GrowableBuffer<UInt8>()

  /// An offset of a column whose values have any length.
  private func place(_ index: Int, isWide: Bool) -> Int {
    unsafe isWide
      ? Int(number(index, Int64.self, in: first) ?? 0)
      : Int(number(index, Int32.self, in: first) ?? 0)
  }

  /// The bytes of a value of any length.
  func bytes(_ index: Int, _ layout: ArrowType.Layout) -> BufferView<UInt8> {
    switch layout {
    case .offsets32, .offsets64:
      let start = place(index, isWide: layout == .offsets64)
      let end = place(index + 1, isWide: layout == .offsets64)
      return unsafe bytes(start, end - start, in: second)
    case .views:
      guard let first = unsafe first, let buffers = unsafe buffers else { return Self.none.view }
      let view = unsafe first + (offset + index) * 16
      let count = Int(unsafe view.loadUnaligned(as: Int32.self))
      if count <= 12 { return unsafe bytes(4, count, in: view) }
      let buffer = Int(unsafe view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
      let start = Int(unsafe view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
      return unsafe bytes(start, count, in: buffers[2 + buffer])
    }
  }

  /// The bytes of a value of fixed length.
  func bytes(_ index: Int, width: Int) -> BufferView<UInt8> {
    unsafe bytes((offset + index) * width, width, in: first)
  }

  /// The places of a list's elements in the array below.
  func elements(_ index: Int, _ layout: ArrowType.ListLayout) -> Range<Int> {
    func range(_ start: Int, _ end: Int) -> Range<Int> { start..<max(start, end) }
    switch layout {
    case .offsets32, .offsets64:
      let isWide = layout == .offsets64
      return range(place(index, isWide: isWide), place(index + 1, isWide: isWide))
    case .views32:
      let start = place(index, isWide: false)
      return unsafe range(start, start + Int(number(index, Int32.self, in: second) ?? 0))
    case .views64:
      let start = place(index, isWide: true)
      return unsafe range(start, start + Int(number(index, Int64.self, in: second) ?? 0))
    case .fixed(let count):
      return (offset + index) * count..<(offset + index + 1) * count
    }
  }

  // MARK: - Sizes

  /// Bytes that some values are written in, about.
  func byteCount(of range: Range<Int>) -> Int {
    if range.isEmpty { return 0 }
    if let words = dictionary.first {
      return range.count * (words.byteCount(of: 0..<words.count) / max(words.count, 1) + 1)
    }
    switch field.type {
    case .null, .boolean: return range.count * 4
    case .integer, .real: return range.count * 8
    case .decimal(let bytes, _): return range.count * bytes * 2
    case .fixedBinary(let bytes): return range.count * bytes * 4 / 3
    case .uuid, .date, .time, .timestamp: return range.count * 24
    case .text(.views), .binary(.views):
      return range.reduce(0) { $0 + (isNull($1) ? 4 : bytes($1, .views).count) }
    case .text(let layout), .binary(let layout):
      let isWide = layout == .offsets64
      return place(range.upperBound, isWide: isWide) - place(range.lowerBound, isWide: isWide)
        + 3 * range.count
    case .list(.views32), .list(.views64):
      guard case .list(let layout) = field.type, let child = children.first else { return 0 }
      return range.reduce(0) { $0 + child.byteCount(of: elements($1, layout)) + 3 }
    case .list(let layout): return listByteCount(of: range, layout)
    case .map: return listByteCount(of: range, .offsets32)
    case .structure:
      let moved = range.lowerBound + offset..<range.upperBound + offset
      return zip(children, field.children).reduce(2 * range.count) {
        $0 + $1.0.byteCount(of: moved) + range.count * ($1.1.key.count + 1)
      }
    }
  }

  private func listByteCount(of range: Range<Int>, _ layout: ArrowType.ListLayout) -> Int {
    guard let child = children.first else { return 0 }
    let start = elements(range.lowerBound, layout).lowerBound
    let end = elements(range.upperBound - 1, layout).upperBound
    return child.byteCount(of: start..<max(start, end)) + 3 * range.count
  }
}
