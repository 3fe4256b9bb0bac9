/// The layout of the strip in front of each group of blocks: last documents, offsets, codecs and
/// bounds of the blocks, for skipping blocks without decoding them.
///
/// A structure of arrays, each with one element per block of the group, so that a search through
/// the last documents of a whole group reads two cache lines. Properties are the offsets, in bytes
/// from the start of the group, at which the arrays begin; the blocks' data begin at ``byteCount``.
/// The page Format has the byte table.
///
/// Public for the same reason as ``GrowableBuffer``.
public struct GroupStrip: Sendable, Equatable {
  /// Blocks in a group; the last group of a list may have fewer.
  @inlinable public static var mostBlocks: Int { 32 }
  /// Bytes that a strip has for each block of its group.
  @inlinable public static var bytesPerBlock: Int { 15 }

  /// Blocks of the group, in `1...mostBlocks`.
  public let blocks: Int

  /// The layout for a group of some blocks; 0 stands for no group.
  @inlinable
  public init(blocks: Int) {
    precondition(blocks >= 0 && blocks <= Self.mostBlocks, "a group of too many blocks")
    self.blocks = blocks
  }

  /// u32: the last document of a block.
  @inlinable public var lastDocuments: Int { 0 }
  /// u32: where a block's positions begin, from the start of the group's positions.
  @inlinable public var positionOffsets: Int { 4 * blocks }
  /// u16: where a block's data begin, from ``byteCount`` on.
  @inlinable public var dataOffsets: Int { 8 * blocks }
  /// u8: the codec of a block's document gaps.
  @inlinable public var documentCodecs: Int { 10 * blocks }
  /// u8: the codec of a block's frequencies.
  @inlinable public var frequencyCodecs: Int { 11 * blocks }
  /// u8: the largest term score in a block, in 255ths rounded up.
  @inlinable public var bounds: Int { 12 * blocks }
  /// u8: the highest frequency in a block, 255 for 255 or more.
  @inlinable public var highestFrequencies: Int { 13 * blocks }
  /// u8: the lowest norm in a block.
  @inlinable public var lowestNorms: Int { 14 * blocks }
  /// Bytes of the strip; the blocks' data follow.
  @inlinable public var byteCount: Int { Self.bytesPerBlock * blocks }
}
