/// A document's number inside its segment, from 0.
package typealias DocID = UInt32

extension UInt32 {
  /// The document of an exhausted cursor; no document has this number.
  @inlinable package static var end: UInt32 { .max }
}
