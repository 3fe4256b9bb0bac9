import CKernels
public import Storage

/// The generated character data of the analyzers, as views; see `character_tables.h`.
///
/// Three tables map a code point to a 32-bit entry through an index of blocks of 64. They end
/// at ``limit``; what lies above is handled by rule.
@usableFromInline
package struct CharacterTables: Sendable {
  /// The first code point beyond the tables.
  @inlinable package static var limit: UInt32 { 0x40000 }

  @usableFromInline let foldIndex: BufferView<UInt16>
  @usableFromInline let foldEntries: BufferView<UInt32>
  @usableFromInline let partsIndex: BufferView<UInt16>
  @usableFromInline let partsEntries: BufferView<UInt32>
  @usableFromInline let lowerIndex: BufferView<UInt16>
  @usableFromInline let lowerEntries: BufferView<UInt32>
  /// Strings that fold entries and parts point into.
  package let foldStrings: BufferView<UInt32>
  /// Sorted pairs `first << 32 | second` that compose canonically.
  package let compositionPairs: BufferView<UInt64>
  /// What each pair composes to.
  package let compositions: BufferView<UInt32>

  /// The tables of this program.
  package static let shared = CharacterTables()

  /// Version of the Unicode Character Database that the tables were made from.
  package static var unicodeVersion: String {
    unsafe String(cString: ck_characters.unicode_version)
  }

  private init() {
    let blocks = Int(Self.limit) >> 6
    // Safe: constant tables of the stated lengths; the views are only read.
    unsafe foldIndex = Self.view(ck_characters.fold_index, blocks)
    unsafe foldEntries = Self.view(ck_characters.fold_entries, ck_characters.fold_entry_count)
    unsafe partsIndex = Self.view(ck_characters.parts_index, blocks)
    unsafe partsEntries = Self.view(ck_characters.parts_entries, ck_characters.parts_entry_count)
    unsafe lowerIndex = Self.view(ck_characters.lower_index, blocks)
    unsafe lowerEntries = Self.view(ck_characters.lower_entries, ck_characters.lower_entry_count)
    unsafe foldStrings = Self.view(ck_characters.fold_strings, ck_characters.fold_string_count)
    unsafe compositionPairs = Self.view(
      ck_characters.composition_pairs, ck_characters.composition_count)
    unsafe compositions = Self.view(ck_characters.compositions, ck_characters.composition_count)
  }

  private static func view<Element>(
    _ base: UnsafePointer<Element>, _ count: Int
  ) -> BufferView<Element> {
    unsafe BufferView(unsafeBase: UnsafeMutablePointer(mutating: base), count: count)
  }

  /// The fold entry of a code point below ``limit``.
  @inlinable @inline(__always)
  package func foldEntry(_ scalar: UInt32) -> UInt32 {
    foldEntries[Int(foldIndex[Int(scalar >> 6)]) << 6 | Int(scalar & 63)]
  }

  /// The parts entry of a code point below ``limit``.
  @inlinable @inline(__always)
  package func partsEntry(_ scalar: UInt32) -> UInt32 {
    partsEntries[Int(partsIndex[Int(scalar >> 6)]) << 6 | Int(scalar & 63)]
  }

  /// The lower-case entry of a code point below ``limit``.
  @inlinable @inline(__always)
  package func lowerEntry(_ scalar: UInt32) -> UInt32 {
    lowerEntries[Int(lowerIndex[Int(scalar >> 6)]) << 6 | Int(scalar & 63)]
  }
}
