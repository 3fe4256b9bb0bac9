package import Storage

/// The beginning of a file, expanded: what formats are told by.
package struct FileHead: ~Copyable {
  /// Expanded bytes that are looked at.
  package static var byteCount: Int { 256 << 10 }

  /// The file's name in lower case, without the suffix of a packing.
  package let name: String
  /// Its path below the folder that was named, as it is written.
  package let place: String
  /// The first bytes.
  package let bytes: GrowableBuffer<UInt8>
  /// They are all of the file.
  package let isWhole: Bool
  /// A format known by its first bytes and not read, unless one of the list takes it.
  package let unread: UnreadFormat?
  /// Whether the bytes are text.
  package let text: TextProbe

  /// `bytes`: at most ``byteCount``.
  package init(
    _ bytes: consuming GrowableBuffer<UInt8>, isWhole: Bool, name: String, place: String? = nil
  ) {
    self.name = name
    self.place = place ?? name
    let array = bytes.view.array
    unread = UnreadFormat(array)
    text = TextProbe(array)
    self.bytes = bytes
    self.isWhole = isWhole
  }
}
