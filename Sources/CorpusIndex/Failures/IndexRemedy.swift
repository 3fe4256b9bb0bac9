internal import Glibc

/// What helps against a failure of an index, as a value: each caller knows best how it is done.
public enum IndexRemedy: Sendable, Hashable {
  /// Index the data for the first time.
  case ingest
  /// Index what has changed since the last commit.
  case update
  /// Bring the source back, or say where it is now.
  case findSource
  /// Index everything again from nothing.
  case rebuild
  /// Check the index and mend what can be mended, or index everything again.
  case repair
  /// Wait for another process to end, and repeat.
  case retry
  /// Free some space on the disk, and repeat.
  case freeSpace
  /// Mend the data, or allow more bad records.
  case raiseErrorLimit
  /// Name a text field; these fields occur.
  case chooseTextField([String])
  /// Name a field of ids; these fields occur.
  case chooseRecordID([String])
  /// A change of what was given, in words.
  case advice(String)
}

extension IndexRemedy {
  /// What helps against an error of the system that is none of the files; `nil` where nothing is known to.
  package init?(forSystemError code: Int32) {
    switch code {
    case EACCES, EPERM: self = .advice("ask its owner for permission")
    case EROFS:
      self = .advice("the file system is read-only: let it be written, or choose another place")
    case ENOSPC, EDQUOT: self = .freeSpace
    case EIO: self = .advice("see that the disk is sound and can be reached, then try again")
    default: return nil
    }
  }
}

extension IndexRemedy: CustomStringConvertible {
  /// Names listed before the rest is counted.
  private static let listedNames = 20

  /// What to do, in words that hold for every caller.
  public var description: String {
    switch self {
    case .ingest: "index some data first"
    case .update: "bring the index up to date"
    case .findSource: "bring the source back, or say where it is now"
    case .rebuild: "index the data again from nothing"
    case .repair: "check and repair the index, or index the data again from nothing"
    case .retry: "wait for it to end and try again"
    case .freeSpace: "free some space and try again"
    case .raiseErrorLimit: "mend the data or raise the limit"
    case .chooseTextField(let names), .chooseRecordID(let names):
      names.isEmpty
        ? "the records have no fields at all"
        : "fields that occur: " + names.prefix(Self.listedNames).joined(separator: ", ")
          + (names.count > Self.listedNames ? " and \(names.count - Self.listedNames) more" : "")
    case .advice(let text): text
    }
  }
}
