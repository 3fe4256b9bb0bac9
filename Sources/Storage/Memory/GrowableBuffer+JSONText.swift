internal import CKernels

extension GrowableBuffer<UInt8> {
  /// Appends text up to the first byte that a string in JSON cannot hold as it is: a quote, a
  /// backslash or a control character.
  ///
  /// - Parameter text: None of this buffer's own bytes.
  /// - Returns: How many bytes were appended; all of them where nothing has to be escaped.
  package mutating func append(upToEscapeIn text: BufferView<UInt8>) -> Int {
    let before = count
    let target = appendUninitialized(text.count)
    // Safe: as many bytes are read and written at most as both views have.
    let run = unsafe ck_copy_json_run(text.base, text.count, target.base)
    setCount(before + run)
    return run
  }
}
