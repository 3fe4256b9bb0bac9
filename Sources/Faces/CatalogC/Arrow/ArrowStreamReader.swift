internal import CCatalog
internal import CatalogService
internal import CorpusIndex
internal import Storage

/// The rows of a stream that was handed in, a batch at a time.
@safe
final class ArrowStreamReader {
  // Safe: the stream was moved here, and is released in `deinit` and nowhere else.
  private var stream: ArrowArrayStream
  private let field: ArrowField

  /// Takes a stream over; whatever comes of it, it is released.
  ///
  /// - Throws: ``CatalogError`` for a stream whose items are no rows, or have a column that is not read.
  init(taking source: UnsafeMutablePointer<ArrowArrayStream>?) throws {
    guard let source = unsafe source, unsafe source.pointee.release != nil else {
      throw CatalogError(
        .usage, "there is no stream, or it was released before",
        remedy: .advice("hand every stream in once"))
    }
    var stream = unsafe source.pointee
    unsafe source.pointee.release = nil
    do {
      field = unsafe try Self.field(of: &stream)
    } catch {
      unsafe stream.release?(&stream)
      throw error
    }
    unsafe self.stream = unsafe stream
  }

  deinit { unsafe stream.release?(&stream) }

  private static func field(of stream: inout ArrowArrayStream) throws -> ArrowField {
    var schema = unsafe ArrowSchema()
    let failed = unsafe stream.get_schema?(&stream, &schema) ?? -1
    guard failed == 0 else { throw unsafe failure(&stream) }
    defer { unsafe schema.release?(&schema) }
    let field = unsafe try ArrowField(unsafe schema)
    guard field.type == .structure else {
      throw CatalogError(
        .badFormat, "the items of the stream are no rows with columns",
        remedy: .advice("hand in a table or record batches, with a column for each key"))
    }
    return field
  }

  /// The next rows, `nil` behind the last ones.
  func next() throws -> (any RecordRows)? {
    var array = unsafe ArrowArray()
    let failed = unsafe stream.get_next?(&stream, &array) ?? -1
    guard failed == 0 else { throw unsafe Self.failure(&stream) }
    guard unsafe array.release != nil else { return nil }
    return unsafe try ArrowBatch(field, taking: unsafe array)
  }

  /// What the producer says went wrong.
  private static func failure(_ stream: inout ArrowArrayStream) -> CatalogError {
    let said = unsafe stream.get_last_error.flatMap { unsafe CText.string($0(&stream)) }
    return CatalogError(
      .system, "the stream of records failed" + (said.map { ": \($0)" } ?? ""),
      remedy: .advice("nothing was committed; mend the source and begin anew"))
  }
}

/// Rows in the columns of one Arrow array.
@safe
private final class ArrowBatch: RecordRows, @unchecked Sendable {
  // Safe: the array was moved here, never changes, and is released in `deinit`.
  private var array: ArrowArray
  private let rows: ArrowColumn

  init(_ field: ArrowField, taking array: ArrowArray) throws {
    unsafe self.array = unsafe array
    rows = unsafe ArrowColumn(field, array)
    guard rows.isWhole else {
      throw CatalogError(
        .badFormat, "a batch of the stream does not have the columns of its schema",
        remedy: .advice("this is a fault of the program that made the stream"))
    }
  }

  deinit { unsafe array.release?(&array) }

  var count: Int { rows.count }

  func byteCount(of range: Range<Int>) -> Int { rows.byteCount(of: range) }

  func write(_ row: Int, into output: inout GrowableBuffer<UInt8>) {
    rows.write(row, into: &output)
  }
}
