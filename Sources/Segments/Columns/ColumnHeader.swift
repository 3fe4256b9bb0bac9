internal import Storage

/// The header of a column while it is written.
struct ColumnHeader {
  var type: ColumnFormat.ValueType
  var encoding: ColumnFormat.Encoding
  var exponent: UInt8 = 0
  var documentCount = 0
  var missingCount = 0
  var distinctCount = 0
  var windows = 0
  var values = (offset: 0, count: 0)
  var bitmaps = (offset: 0, count: 0)
  var blocks = (offset: 0, count: 0)
  /// Bits of the smallest and the largest number or code.
  var minimum: UInt64 = 0
  var maximum: UInt64 = 0

  init(type: ColumnFormat.ValueType, encoding: ColumnFormat.Encoding) {
    self.type = type
    self.encoding = encoding
  }

  /// Fills in the bytes that were kept free at the beginning of a column that ends here.
  func write(to writer: inout ByteWriter, at base: Int) {
    writer.patch(ColumnFormat.version, at: base)
    writer.patch(type.rawValue, at: base + 1)
    writer.patch(encoding.rawValue, at: base + 2)
    writer.patch(exponent, at: base + 3)
    writer.patch(UInt32(documentCount), at: base + 4)
    writer.patch(UInt32(missingCount), at: base + 8)
    writer.patch(UInt32(distinctCount), at: base + 12)
    writer.patch(UInt64(writer.count - base), at: base + 16)
    writer.patch(UInt64(windows), at: base + 24)
    writer.patch(UInt64(values.offset), at: base + 32)
    writer.patch(UInt64(values.count), at: base + 40)
    writer.patch(UInt64(bitmaps.offset), at: base + 48)
    writer.patch(UInt64(bitmaps.count), at: base + 56)
    writer.patch(UInt64(blocks.offset), at: base + 64)
    writer.patch(UInt64(blocks.count), at: base + 72)
    writer.patch(minimum, at: base + 80)
    writer.patch(maximum, at: base + 88)
  }
}
