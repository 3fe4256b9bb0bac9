/// A typed view of memory that somebody else owns.
///
/// Hot loops read and write through views: copying one costs two words and touches no reference
/// count. The owner (a ``GrowableBuffer``, a ``ScratchArena``) must outlive every view it lends;
/// views are therefore kept in values that live no longer than the task they were made for.
/// Indices are checked in debug builds only.
///
/// Public for the same reason as ``GrowableBuffer``.
@safe
public struct BufferView<Element: BitwiseCopyable>: @unchecked Sendable {
  // Safe: made by owners of at least `count` initialised elements; see the type's comment.
  /// The first element, for calls into C.
  public let base: UnsafeMutablePointer<Element>
  /// Elements that may be read and written.
  public let count: Int

  /// A view of memory whose owner vouches for it.
  @unsafe @inlinable
  public init(unsafeBase base: UnsafeMutablePointer<Element>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The element at an index.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count, "view index out of range")
      return unsafe base[index]
    }
    @inline(__always) nonmutating set {
      assert(index >= 0 && index < count, "view index out of range")
      unsafe base[index] = newValue
    }
  }

  /// The elements of a range, as a view of their own.
  @inlinable
  public subscript(range: Range<Int>) -> BufferView<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "view range out of bounds")
    return unsafe BufferView(unsafeBase: base + range.lowerBound, count: range.count)
  }

  /// Sets every element to one value.
  @inlinable
  public func fill(with value: Element) {
    unsafe base.update(repeating: value, count: count)
  }

  /// Sorts the elements in place.
  @inlinable
  public func sort(by precedes: (Element, Element) -> Bool) {
    var elements = unsafe UnsafeMutableBufferPointer(start: base, count: count)
    unsafe elements.sort(by: precedes)
  }

  /// A copy of the elements.
  @inlinable
  public var array: [Element] {
    unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }
}

extension Array where Element: BitwiseCopyable {
  /// Lends the elements as a view for the length of one call.
  @inlinable
  public func withView<Result, Failure: Error>(
    _ body: (BufferView<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Safe: the view is only read, and the array outlives the call.
    unsafe try withUnsafeBufferPointer { source throws(Failure) -> Result in
      guard let address = source.baseAddress else {
        let empty = GrowableBuffer<Element>()
        return try body(empty.view)
      }
      return unsafe try body(
        BufferView(
          unsafeBase: UnsafeMutablePointer(mutating: address), count: source.count))
    }
  }
}

extension BufferView<UInt8> {
  /// The bytes as text; invalid UTF-8 becomes U+FFFD.
  public var text: String {
    unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }
}

extension BufferView<UInt8> {
  /// Whether the bytes are UTF-8 without a fault.
  package var isUTF8: Bool {
    // Safe: the span is only read, and the memory outlives the call.
    let bytes = unsafe UnsafeBufferPointer(start: base, count: count)
    return (try? UTF8Span(validating: unsafe bytes.span)) != nil
  }
}
