internal import Storage

/// The documents of a new segment, as documents of a column builder.
struct ColumnDocuments {
  let known: BufferView<UInt64>
  let order: BufferView<UInt32>?
  let count: Int

  /// The builder's document at a new place.
  func document(at place: Int) -> Int { order.map { Int($0[place]) } ?? place }

  /// The builder's document at a new place, when it has a value.
  func known(at place: Int) -> Int? {
    let document = document(at: place)
    return known[document >> 6] >> UInt64(document & 63) & 1 == 1 ? document : nil
  }
}

/// The strings of a builder.
struct ColumnTexts {
  let codes: BufferView<UInt32>
  let starts: BufferView<UInt64>
  let arena: BufferView<UInt8>

  func entry(_ index: Int) -> ByteSlice {
    ByteSlice(arena[Int(starts[index])..<Int(starts[index + 1])])
  }

  /// The string of a document that has one.
  subscript(document: Int) -> ByteSlice { entry(Int(codes[document])) }
}
