internal import Glibc

/// Memory for buffers that grow.
///
/// The system moves large blocks by remapping their pages, so that growing a buffer neither copies
/// nor touches them; growing an allocation of the language always copies.
@usableFromInline
enum HeapMemory {
  /// Uninitialized bytes, aligned for every plain type; ends the process when there is no memory.
  @usableFromInline
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard let memory = unsafe malloc(max(bytes, 1)) else { outOfMemory(bytes) }
    return unsafe memory
  }

  /// Resizes an allocation, which may move it; ends the process when there is no memory.
  @usableFromInline
  static func reallocate(
    _ memory: UnsafeMutableRawPointer, to bytes: Int
  ) -> UnsafeMutableRawPointer {
    guard let moved = unsafe realloc(memory, bytes) else { outOfMemory(bytes) }
    return unsafe moved
  }

  @usableFromInline
  static func free(_ memory: UnsafeMutableRawPointer) {
    unsafe Glibc.free(memory)
  }

  private static func outOfMemory(_ bytes: Int) -> Never {
    fatalError("out of memory: allocating \(bytes) bytes failed")
  }
}
