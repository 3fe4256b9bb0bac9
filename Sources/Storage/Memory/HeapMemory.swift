#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Memory for buffers that grow.
///
/// The system moves large blocks by remapping their pages, so that a buffer which doubles is
/// neither copied nor touched anew; an allocation of the language's own always copies.
@usableFromInline
enum HeapMemory {
  /// Uninitialized bytes, aligned for every plain type; ends the process when there are none.
  @usableFromInline
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard let memory = unsafe malloc(max(bytes, 1)) else { outOfMemory(bytes) }
    return unsafe memory
  }

  /// The same bytes with room for more, perhaps elsewhere.
  @usableFromInline
  static func reallocate(
    _ memory: UnsafeMutableRawPointer, to bytes: Int
  ) -> UnsafeMutableRawPointer {
    guard let moved = unsafe realloc(memory, bytes) else { outOfMemory(bytes) }
    return unsafe moved
  }

  @usableFromInline
  static func free(_ memory: UnsafeMutableRawPointer) {
    #if canImport(Glibc)
    unsafe Glibc.free(memory)
    #else
    unsafe Darwin.free(memory)
    #endif
  }

  private static func outOfMemory(_ bytes: Int) -> Never {
    fatalError("out of memory: \(bytes) bytes could not be had")
  }
}
