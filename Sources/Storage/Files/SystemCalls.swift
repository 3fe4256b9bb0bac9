internal import CKernels

internal import Glibc

/// The order of two byte runs of equal length, as `memcmp` has it.
@usableFromInline
func compareBytes(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Int {
  unsafe Int(memcmp(left, right, count))
}

/// The one door to files: each call retries when interrupted and throws with the path it
/// concerned.
package enum SystemCall {
  /// `errno` of the call that just failed, as our error.
  package static func failure(
    _ operation: String, _ path: String, needed: UInt64 = 0
  )
    -> StorageError
  {
    let code = errno
    if code == ENOSPC { return .diskFull(path: path, needed: needed) }
    return .system(operation: operation, path: path, code: code)
  }

  /// Whether a file could not be mapped because a process has as many mappings as it may have: read-only
  /// ones take no memory that could be lacking.
  package static func isOutOfMappings(_ operation: String, _ code: Int32) -> Bool {
    operation == mapping && code == ENOMEM
  }

  /// The operation of mapping a file, in messages.
  static let mapping = "map"

  /// What the system calls an error.
  package static func describe(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }

  package static func openForReading(_ path: String) throws(StorageError) -> Int32 {
    while true {
      // A pipe without a writer would keep the call waiting.
      let descriptor = unsafe PathText.withPath(path) {
        unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      }
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw failure("open", path) }
    }
  }

  /// Creates a file for writing, in place of what has the name.
  ///
  /// The file is always another one than before: a link that somebody put under the name is removed, and
  /// what it leads to stays as it is. A file may be read and written by those who may do so with its
  /// folder, as far as the process's mask allows: what lies in a private folder is private.
  package static func create(_ path: String) throws(StorageError) -> Int32 {
    let mode = permissions(ofFolderAbove: path) & 0o666
    while true {
      let descriptor = unsafe PathText.withPath(path) {
        unsafe open($0, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      }
      if descriptor >= 0 { return descriptor }
      if errno == EEXIST {
        try remove(path)
      } else if errno != EINTR {
        throw failure("create", path)
      }
    }
  }

  /// Opens a file for reading and writing, making it when it is missing, keeping what it holds;
  /// a new one has the permissions that ``create(_:)`` gives.
  package static func openForWriting(_ path: String) throws(StorageError) -> Int32 {
    let mode = permissions(ofFolderAbove: path) & 0o666
    while true {
      let descriptor = unsafe PathText.withPath(path) {
        unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, mode)
      }
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw failure("create", path) }
    }
  }

  /// Opens what is there and is no regular file, for writing into it; a pipe waits for its reader.
  static func openStream(_ path: String) throws(StorageError) -> Int32 {
    while true {
      // What is meant may be open already, and may be such that its name opens nothing.
      let descriptor =
        isOpen(path, behind: STDOUT_FILENO)
        ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
        : unsafe PathText.withPath(path) { unsafe open($0, O_WRONLY | O_NOCTTY | O_CLOEXEC) }
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw failure("open", path) }
    }
  }

  /// Nothing can be put in place of what a path leads to without taking it from who has it: a device,
  /// a pipe, or where the output of the process goes.
  static func isStream(_ path: String) -> Bool {
    if isOpen(path, behind: STDOUT_FILENO) { return true }
    var status = stat()
    guard unsafe PathText.withPath(path, { unsafe stat($0, &status) }) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  /// The path that a link holds; `nil` for what is none.
  static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let room = bytes.count
    // Safe: the call is told how long the list is that it fills.
    let count = unsafe PathText.withPath(path) { unsafe readlink($0, &bytes, room) }
    return count > 0 ? PathText.text(of: bytes.prefix(count).map { UInt8(bitPattern: $0) }) : nil
  }

  /// Opens a small file that this program wrote for reading and writing, making it when it is missing.
  ///
  /// - Throws: ``StorageError`` for a link, for what is no file, and for one that is larger than any such
  ///   file: writing to it would change something that is not the program's.
  package static func openOwn(_ path: String, atMost bytes: UInt64) throws(StorageError) -> Int32 {
    let mode = permissions(ofFolderAbove: path) & 0o666
    while true {
      let descriptor = unsafe PathText.withPath(path) {
        unsafe open($0, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode)
      }
      if descriptor >= 0 {
        var status = stat()
        if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
          UInt64(status.st_size) <= bytes
        {
          return descriptor
        }
        closeFile(descriptor)
        throw .unsupported(
          path: path, detail: "this is not a file that the program wrote; move it away")
      }
      if errno == ELOOP {
        throw .unsupported(
          path: path, detail: "a link is where a file of the program belongs; move it away")
      }
      if errno != EINTR { throw failure("create", path) }
    }
  }

  /// Empties an open file.
  package static func truncate(_ descriptor: Int32, path: String) throws(StorageError) {
    guard ftruncate(descriptor, 0) == 0 else { throw failure("truncate", path) }
  }

  package static func closeFile(_ descriptor: Int32) { _ = close(descriptor) }

  /// Writes all bytes at the descriptor's place.
  package static func writeAll(
    _ descriptor: Int32, _ bytes: ByteSlice, path: String
  )
    throws(StorageError)
  {
    var done = 0
    while done < bytes.count {
      let written = unsafe write(descriptor, bytes.base + done, bytes.count - done)
      if written < 0 {
        if errno == EINTR { continue }
        throw failure("write", path, needed: UInt64(bytes.count - done))
      }
      done += written
    }
  }

  /// Reads up to the view's size at an offset; fewer bytes mean the file ended.
  package static func read(
    _ descriptor: Int32, into view: BufferView<UInt8>, at offset: UInt64, path: String
  ) throws(StorageError) -> Int {
    var done = 0
    while done < view.count {
      let got = unsafe pread(
        descriptor, view.base + done, view.count - done, off_t(offset) + off_t(done))
      if got < 0 {
        if errno == EINTR { continue }
        throw failure("read", path)
      }
      if got == 0 { break }
      done += got
    }
    return done
  }

  /// Has the system begin to bring what was written to the device, where it can be told; failures
  /// show when ``synchronize(_:path:)`` waits for it.
  package static func startSynchronizing(_ descriptor: Int32) {
    ck_start_writing(descriptor)
  }

  /// Opens a file without a name in a folder, gone with its descriptor however the process ends.
  static func openNameless(in folder: String) throws(StorageError) -> Int32 {
    let descriptor = unsafe PathText.withPath(folder) { unsafe ck_open_nameless($0) }
    if descriptor < 0 { throw failure("create a file in", folder) }
    return descriptor
  }

  /// Reads what a pipe has next.
  ///
  /// - Returns: The number of bytes, 0 at the end; `nil` when nothing came within a tenth of a second.
  static func readNext(
    _ descriptor: Int32, into view: BufferView<UInt8>, path: String
  ) throws(StorageError) -> Int? {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // Safe: the call fills the structure that it is lent.
    guard unsafe poll(&request, 1, 100) > 0 else { return nil }
    let count = unsafe Glibc.read(descriptor, view.base, view.count)
    if count >= 0 { return count }
    if errno == EINTR || errno == EAGAIN { return nil }
    throw failure("read", path)
  }

  package static func synchronize(_ descriptor: Int32, path: String) throws(StorageError) {
    while fsync(descriptor) != 0 {
      if errno != EINTR { throw failure("fsync", path) }
    }
  }

  /// Size in bytes of an open file.
  package static func size(of descriptor: Int32, path: String) throws(StorageError) -> UInt64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure("stat", path) }
    return UInt64(status.st_size)
  }

  /// Takes an exclusive lock without waiting; `false` when another process holds it.
  package static func tryLock(_ descriptor: Int32, path: String) throws(StorageError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    if errno == EWOULDBLOCK { return false }
    throw failure("lock", path)
  }

  /// Whether another has the exclusive lock; those who ask at the same time do not see each other.
  package static func isLocked(_ descriptor: Int32) -> Bool {
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      unlock(descriptor)
      return false
    }
    return errno == EWOULDBLOCK
  }

  /// Gives a lock back, for every copy of the descriptor.
  package static func unlock(_ descriptor: Int32) { _ = flock(descriptor, LOCK_UN) }

  package static func rename(_ from: String, _ to: String) throws(StorageError) {
    let result = unsafe PathText.withPath(from) { from in
      unsafe PathText.withPath(to) { unsafe Glibc.rename(from, $0) }
    }
    guard result == 0 else { throw failure("rename", from) }
  }

  /// Gives a file a second name; `false` where the file system cannot.
  static func link(_ from: String, _ to: String) -> Bool {
    unsafe PathText.withPath(from) { source in
      unsafe PathText.withPath(to) { target in unsafe Glibc.link(source, target) == 0 }
    }
  }

  /// Removes an empty folder.
  package static func removeFolder(_ path: String) throws(StorageError) {
    if unsafe PathText.withPath(path, { unsafe rmdir($0) }) != 0 { throw failure("remove", path) }
  }

  package static func remove(_ path: String) throws(StorageError) {
    let result = unsafe PathText.withPath(path) { unsafe unlink($0) }
    guard result == 0 || errno == ENOENT else { throw failure("remove", path) }
  }

  /// Makes a folder and those above it, to last; each gets no more permissions than the folder it lies
  /// in.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - isPrivate: Nobody but the user may enter the folder if it is made here.
  /// - Throws: ``StorageError`` of the folder that cannot be made.
  package static func makeFolders(
    _ path: String, isPrivate: Bool = false
  ) throws(StorageError) {
    func make() throws(StorageError) -> Bool {
      let mode = isPrivate ? 0o700 : permissions(ofFolderAbove: path) & 0o777
      let made = unsafe PathText.withPath(path) { unsafe mkdir($0, mode) }
      guard made == 0 else { return errno == EEXIST }
      try synchronizeFolder(above: path)
      return true
    }
    if try make() { return }
    if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolders(String(path[..<slash]))
      if try make() { return }
    }
    throw failure("make folder", path)
  }

  /// Makes durable that a file or folder is there, or is not any more.
  ///
  /// A folder that may be entered and not read cannot be asked.
  package static func synchronizeFolder(above path: String) throws(StorageError) {
    let folder = folder(above: path)
    guard let descriptor = try? openForReading(folder) else { return }
    defer { closeFile(descriptor) }
    try synchronize(descriptor, path: folder)
  }

  /// The folder that a file or folder lies in.
  static func folder(above path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// The permission bits of the folder that a file lies in; of one that cannot be looked at, those
  /// that suit anybody.
  private static func permissions(ofFolderAbove path: String) -> mode_t {
    var status = stat()
    guard unsafe PathText.withPath(folder(above: path), { unsafe stat($0, &status) }) == 0 else {
      return 0o755
    }
    return status.st_mode & 0o777
  }

  /// The number of the error that reading or writing a file or folder would meet; `nil` when this
  /// process may do it.
  package static func refusal(of path: String, writing: Bool = false) -> Int32? {
    let answer = unsafe PathText.withPath(path) { unsafe access($0, writing ? W_OK : R_OK) }
    return answer == 0 ? nil : errno
  }

  /// A path leads to the file that is open behind a descriptor.
  package static func isOpen(_ path: String, behind descriptor: Int32) -> Bool {
    var named = stat()
    var open = stat()
    guard unsafe PathText.withPath(path, { unsafe stat($0, &named) }) == 0,
      unsafe fstat(descriptor, &open) == 0
    else { return false }
    return named.st_ino == open.st_ino && named.st_dev == open.st_dev
  }

  /// Names in a folder, sorted; empty when there is no such folder.
  package static func list(_ path: String) throws(StorageError) -> [String] {
    guard let folder = unsafe PathText.withPath(path, { unsafe opendir($0) }) else {
      if errno == ENOENT { return [] }
      throw failure("list", path)
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      // Safe: the field ends with 0 within its 256 bytes, which are read here.
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { field in
        unsafe PathText.text(of: Array(field.prefix { $0 != 0 }))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Size and modification time (seconds since 1970), or `nil` when there is no such file.
  package static func status(_ path: String) -> (bytes: UInt64, modified: Double, isFolder: Bool)? {
    var status = stat()
    guard unsafe PathText.withPath(path, { unsafe stat($0, &status) }) == 0 else { return nil }
    let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    return (UInt64(status.st_size), modified, status.st_mode & S_IFMT == S_IFDIR)
  }

  /// What tells a file from another one of the same name: its number in its file system.
  package static func identity(of path: String) -> UInt64? {
    var status = stat()
    guard unsafe PathText.withPath(path, { unsafe stat($0, &status) }) == 0 else { return nil }
    return UInt64(status.st_ino)
  }

  /// Bytes that this process may still write to the file system of a folder; `nil` where it does not say.
  package static func freeBytes(in folder: String) -> UInt64? {
    var space = statvfs()
    guard unsafe PathText.withPath(folder, { unsafe statvfs($0, &space) }) == 0, space.f_blocks > 0
    else { return nil }
    // Some blocks are kept for the system's own user.
    let blocks = geteuid() == 0 ? space.f_bfree : space.f_bavail
    return UInt64(blocks) * UInt64(space.f_frsize)
  }

  package static var processID: Int32 { getpid() }

  /// Seconds of a clock that never goes back.
  package static var monotonicSeconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
