internal import CCatalog
internal import Glibc
internal import Storage

/// What the values of a column that is handed out are, by the format of Arrow.
enum ArrowOutputType: String, Sendable {
  case unsigned = "L"
  case integer = "l"
  case real = "g"
  case boolean = "b"
  case text = "U"
}

/// The values of one column, while they are gathered and then as an Arrow array.
final class ArrowOutputColumn {
  private let type: ArrowOutputType
  private var count = 0
  private var nullCount = 0
  private var validity = GrowableBuffer<UInt8>()
  /// Numbers by their bits; of texts where each begins.
  private var words = GrowableBuffer<UInt64>()
  /// Texts, or truth values by their bits.
  private var bytes = GrowableBuffer<UInt8>()

  init(_ type: ArrowOutputType) {
    self.type = type
    if type == .text { words.append(0) }
  }

  private func grow(isNull: Bool) {
    if count & 7 == 0 {
      validity.append(0)
      if type == .boolean { bytes.append(0) }
    }
    if isNull { nullCount += 1 } else { validity[count >> 3] |= 1 << UInt8(count & 7) }
    count += 1
  }

  func appendNull() {
    grow(isNull: true)
    switch type {
    case .unsigned, .integer, .real: words.append(0)
    case .boolean: break
    case .text: words.append(UInt64(bytes.count))
    }
  }

  func append(_ value: Int64) {
    grow(isNull: false)
    words.append(UInt64(bitPattern: value))
  }

  func append(_ value: Double) {
    grow(isNull: false)
    words.append(value.bitPattern)
  }

  func append(_ value: Bool) {
    grow(isNull: false)
    if value { bytes[(count - 1) >> 3] |= 1 << UInt8((count - 1) & 7) }
  }

  func append(_ text: String) { append(Array(text.utf8)) }

  func append(_ text: [UInt8]) {
    grow(isNull: false)
    bytes.append(contentsOf: text)
    words.append(UInt64(bytes.count))
  }

  /// Appends whole numbers without nulls to an empty column.
  func appendNumbers(_ fill: (inout GrowableBuffer<UInt64>) -> Void) {
    fill(&words)
    count = words.count
  }

  /// Hands the values out; the array owns them from here on.
  func export(to array: UnsafeMutablePointer<ArrowArray>) {
    // Safe: the memory of the buffers stays where it is until the array is released, which lets go
    // of the column.
    let list = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: 3)
    unsafe list[0] = nullCount > 0 ? UnsafeRawPointer(validity.view.base) : nil
    unsafe list[1] = UnsafeRawPointer(
      type == .boolean ? UnsafeRawPointer(bytes.view.base) : UnsafeRawPointer(words.view.base))
    unsafe list[2] = UnsafeRawPointer(bytes.view.base)
    unsafe array.initialize(
      to: ArrowArray(
        length: Int64(count), null_count: Int64(nullCount), offset: 0,
        n_buffers: type == .text ? 3 : 2, n_children: 0, buffers: list, children: nil,
        dictionary: nil,
        release: { array in
          guard let array = unsafe array else { return }
          unsafe array.pointee.buffers.deallocate()
          unsafe Handle.give(
            back: OpaquePointer(array.pointee.private_data), as: ArrowOutputColumn.self)
          unsafe array.pointee.release = nil
        }, private_data: UnsafeMutableRawPointer(Handle.make(self))))
  }
}

/// Columns of one length as the rows of a batch.
enum ArrowOutputBatch {
  static func export(
    _ columns: [ArrowOutputColumn], rows: Int, to array: UnsafeMutablePointer<ArrowArray>
  ) {
    // Safe: children live in memory of their own until the batch is released; a consumer may have
    // moved one of them, which its release callback then shows.
    let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>.allocate(
      capacity: max(columns.count, 1))
    for (index, column) in columns.enumerated() {
      let child = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
      unsafe column.export(to: child)
      unsafe children[index] = unsafe child
    }
    let buffers = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: 1)
    unsafe buffers[0] = nil
    unsafe array.initialize(
      to: ArrowArray(
        length: Int64(rows), null_count: 0, offset: 0, n_buffers: 1,
        n_children: Int64(columns.count), buffers: buffers, children: children, dictionary: nil,
        release: { array in
          guard let array = unsafe array, let children = unsafe array.pointee.children else {
            return
          }
          for index in 0..<Int(unsafe array.pointee.n_children) {
            guard let child = unsafe children[index] else { continue }
            unsafe child.pointee.release?(child)
            unsafe child.deallocate()
          }
          unsafe children.deallocate()
          unsafe array.pointee.buffers.deallocate()
          unsafe array.pointee.release = nil
        }, private_data: nil))
  }
}

/// The schema of rows that are handed out.
enum ArrowOutputSchema {
  static func export(
    _ columns: [(name: String, type: ArrowOutputType)], to schema: UnsafeMutablePointer<ArrowSchema>
  ) {
    let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>.allocate(
      capacity: max(columns.count, 1))
    for (index, column) in columns.enumerated() {
      let child = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
      unsafe initialize(child, format: column.type.rawValue, name: column.name, children: nil, 0)
      unsafe children[index] = unsafe child
    }
    unsafe initialize(schema, format: "+s", name: "", children: children, columns.count)
  }

  private static func initialize(
    _ schema: UnsafeMutablePointer<ArrowSchema>, format: String, name: String,
    children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>?, _ count: Int
  ) {
    // Safe: texts and children are freed by the release callback, once.
    unsafe schema.initialize(
      to: ArrowSchema(
        format: CText.copy(format), name: CText.copy(name), metadata: nil,
        flags: Int64(ARROW_FLAG_NULLABLE), n_children: Int64(count), children: children,
        dictionary: nil,
        release: { schema in
          guard let schema = unsafe schema else { return }
          if let children = unsafe schema.pointee.children {
            for index in 0..<Int(unsafe schema.pointee.n_children) {
              guard let child = unsafe children[index] else { continue }
              unsafe child.pointee.release?(child)
              unsafe child.deallocate()
            }
            unsafe children.deallocate()
          }
          unsafe free(UnsafeMutableRawPointer(mutating: schema.pointee.format))
          unsafe free(UnsafeMutableRawPointer(mutating: schema.pointee.name))
          unsafe schema.pointee.release = nil
        }, private_data: nil))
  }
}
