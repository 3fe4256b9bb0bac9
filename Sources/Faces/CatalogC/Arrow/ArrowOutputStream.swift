internal import CCatalog
internal import CatalogService
internal import Glibc

/// Rows that are handed out, a batch at a time.
@safe
final class ArrowOutputStream {
  typealias Column = (name: String, type: ArrowOutputType)

  private let columns: [Column]
  private let next: ([ArrowOutputColumn]) throws -> Int
  private var lastError: UnsafeMutablePointer<CChar>?

  /// - Parameters:
  ///   - columns: Of every batch.
  ///   - next: Appends the next rows to empty columns and says how many there are; 0 behind the last.
  init(_ columns: [Column], next: @escaping ([ArrowOutputColumn]) throws -> Int) {
    self.columns = columns
    self.next = next
  }

  deinit { unsafe free(lastError) }

  /// Hands the stream out; it owns everything that it needs.
  func export(to stream: UnsafeMutablePointer<ArrowArrayStream>) {
    // Safe: the object lives until the stream is released; the callbacks get that very stream.
    unsafe stream.initialize(
      to: ArrowArrayStream(
        get_schema: { stream, out in
          guard let stream = unsafe stream, let out = unsafe out else { return EINVAL }
          unsafe ArrowOutputSchema.export(ArrowOutputStream.of(stream).columns, to: out)
          return 0
        },
        get_next: { stream, out in
          guard let stream = unsafe stream, let out = unsafe out else { return EINVAL }
          return unsafe ArrowOutputStream.of(stream).write(to: out)
        },
        get_last_error: { stream in
          guard let stream = unsafe stream else { return nil }
          return unsafe UnsafePointer(ArrowOutputStream.of(stream).lastError)
        },
        release: { stream in
          guard let stream = unsafe stream else { return }
          unsafe Handle.give(
            back: OpaquePointer(stream.pointee.private_data), as: ArrowOutputStream.self)
          unsafe stream.pointee.release = nil
        }, private_data: UnsafeMutableRawPointer(Handle.make(self))))
  }

  private static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> ArrowOutputStream {
    unsafe Handle.object(OpaquePointer(stream.pointee.private_data), as: ArrowOutputStream.self)
  }

  private func write(to array: UnsafeMutablePointer<ArrowArray>) -> Int32 {
    do {
      let values = columns.map { ArrowOutputColumn($0.type) }
      let rows = try next(values)
      if rows == 0 {
        // The interface says the end by an array that is released already.
        unsafe array.initialize(to: ArrowArray())
      } else {
        unsafe ArrowOutputBatch.export(values, rows: rows, to: array)
      }
      return 0
    } catch {
      unsafe free(lastError)
      unsafe lastError = CText.copy(CatalogError(folding: error).description)
      return EIO
    }
  }
}
