package import Records
package import Storage

/// One record read back whole: its texts and its JSON value, in memory that is used again; for one
/// thread at a time.
package final class WholeRecord {
  private var texts = GrowableBuffer<UInt8>()
  private var json = GrowableBuffer<UInt8>()
  /// Where each text field stands in ``texts``, `nil` where the record has none.
  private var fields: [Range<Int>?] = []

  package init() {}

  /// The record's JSON value, in UTF-8 without space between its tokens.
  package var value: BufferView<UInt8> { json.view }

  /// The text of a field, `nil` where the record has none.
  package func text(_ field: Int) -> BufferView<UInt8>? { fields[field].map { texts.view[$0] } }

  package func removeAll() {
    texts.removeAll()
    json.removeAll()
    fields.removeAll(keepingCapacity: true)
  }

  /// Adds the text of the next field.
  package func append(_ text: BufferView<UInt8>?) {
    let start = texts.count
    if let text { texts.append(contentsOf: text) }
    fields.append(text.map { start..<start + $0.count })
  }

  /// Makes the value, when all texts were added.
  package func finish(rest: ByteSlice) throws(RecordRest.Malformed) {
    try RecordRest.appendValue(rest: rest, texts: texts.view.slice, fields: fields, to: &json)
  }
}
