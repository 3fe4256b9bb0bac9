internal import Segments
internal import Storage

/// Documents whose columns satisfy a condition.
final class ConditionMatcher: Matcher {
  init(_ condition: ColumnCondition, part: SearchPart, scratch: ScratchArena) throws(StorageError) {
    super.init(cost: part.segment.documentCount)
  }
}
