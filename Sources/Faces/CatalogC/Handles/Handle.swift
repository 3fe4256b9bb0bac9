internal import Glibc

/// Passes objects of Swift to C and back.
enum Handle {
  /// A pointer that keeps an object alive until ``give(back:as:)``.
  static func make(_ object: AnyObject) -> OpaquePointer {
    // Safe: balanced by `give(back:as:)`, which the header asks for.
    unsafe OpaquePointer(Unmanaged.passRetained(object).toOpaque())
  }

  /// The object behind a pointer that ``make(_:)`` made and nobody gave back.
  static func object<Object: AnyObject>(_ pointer: OpaquePointer, as: Object.Type) -> Object {
    // Safe: the header says which handles a function takes.
    unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }

  /// Lets go of an object; without a pointer nothing happens.
  static func give<Object: AnyObject>(back pointer: OpaquePointer?, as: Object.Type) {
    guard let pointer = unsafe pointer else { return }
    // Safe: balances `make(_:)`.
    unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).release()
  }
}

/// Texts that pass between Swift and C.
enum CText {
  typealias Pointer = UnsafePointer<CChar>

  /// A copy that `catalog_free` frees.
  static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? { unsafe strdup(text) }

  /// The same for JSON at hand as bytes.
  static func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    // Safe: the memory has a byte more than is copied.
    guard let memory = unsafe malloc(bytes.count + 1) else { return nil }
    let text = unsafe memory.bindMemory(to: CChar.self, capacity: bytes.count + 1)
    unsafe bytes.withUnsafeBytes { source in
      if let address = source.baseAddress { unsafe memcpy(memory, address, bytes.count) }
    }
    unsafe text[bytes.count] = 0
    return unsafe text
  }

  /// The text at a pointer; invalid UTF-8 becomes U+FFFD.
  static func string(_ pointer: Pointer?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }
}
