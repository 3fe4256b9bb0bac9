internal import VectorKernels

/// The layout of a posting list around its groups of blocks; the page Format has the byte tables.
package enum PostingListLayout {
  /// Ranks of a long list's best documents whose term scores are stored in front of it, a byte
  /// each.
  package static let floorRanks = [10, 100, 1000]

  /// Offset of the documents' codec in a list of one block.
  static let shortCodec = 0
  /// Offset of the block's score bound in a list of one block.
  static let shortBound = 1
  /// Bytes in front of the only block of a list: the documents' codec and the bound.
  package static let shortHeader = 2

  /// Blocks of a list of some postings.
  static func blockCount(postings: Int) -> Int {
    (postings + PostingBlock.capacity - 1) / PostingBlock.capacity
  }

  /// Groups of a list of some blocks.
  static func groupCount(blocks: Int) -> Int {
    (blocks + GroupStrip.mostBlocks - 1) / GroupStrip.mostBlocks
  }
}
