/// A document's number inside its segment, from 0.
package typealias DocID = UInt32

extension UInt32 {
  /// What a cursor stands at when nothing is left; no document has this number.
  @inlinable package static var end: UInt32 { .max }
}
