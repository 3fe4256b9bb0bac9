internal import Glibc
package import QueryLanguage
internal import Storage

/// What can go wrong in the store, with the facts that a message and a remedy need.
package enum StoreError: Error, Sendable, Hashable {
  /// No dataset has this id, alias, title or homepage; ids that look like it.
  case noSuchDataset(id: String, similar: [String])
  /// Several datasets have this title or homepage.
  case severalDatasets(name: String, ids: [String])
  /// The id or alias belongs to another dataset already.
  case exists(id: String, owner: String)
  /// The text cannot be the id of a dataset.
  case badID(String)
  /// The dataset was removed; it can be restored.
  case removed(id: String)
  /// Data lies under an id that the store does not know: it was lost, or replaced by another one.
  case undescribed(id: String)
  /// Only what was removed before can be purged.
  case notRemoved(id: String)
  /// The program carries the dataset, so its id is not the user's to change.
  case builtIn(id: String)
  /// Somebody changed the dataset since it was read.
  case conflict(id: String, expected: Int64, found: Int64)
  /// An edit that cannot be made.
  case badEdit(edit: String, message: String, remedy: String)
  /// The description has errors.
  case invalid(id: String, message: String, remedy: String)
  /// A text of a query that cannot be read or answered.
  case badQuery(QueryProblem)
  /// An answer took longer than this many seconds.
  case late(seconds: Double)
  /// Lineage that would lead back to where it began, as the path of ids.
  case cycle([String])
  /// No history entry has this number.
  case noSuchEntry(Int64)
  /// The history entry cannot be undone.
  case cannotUndo(entry: Int64, reason: String)
  /// Another process is writing to the store; which one, where the system says so.
  case locked(path: String, owner: String?)
  /// The disk is full, and a change needs so many bytes; 0 where that is not known.
  case diskFull(path: String, needed: UInt64)
  /// The system does not let this process at the file, for this reason.
  case refused(path: String, reason: String)
  /// This process may read the store and not write it.
  case readOnly(path: String)
  /// A store that may not be written was left by an older program, and needs to be brought up to date.
  case olderVersion(path: String)
  /// The file is not a catalogue.
  case notACatalogue(path: String)
  /// The pages have no checksums, without which they cannot be trusted.
  case uncheckedPages(path: String)
  /// A newer program wrote it.
  case newerVersion(path: String)
  /// What the file holds is not what was written.
  case damaged(path: String, message: String)
  /// Writing failed, and this is the number of the system's error.
  case unwritten(path: String, code: Int32)
  /// Reading or writing failed.
  case failed(path: String, message: String)
}

extension StoreError {
  /// A failure to write, by the number of the system's error.
  package init(writing path: String, failedWith code: Int32) {
    self = code == ENOSPC ? .diskFull(path: path, needed: 0) : .unwritten(path: path, code: code)
  }
}

extension StoreError: CustomStringConvertible {
  /// What is wrong, in one sentence.
  package var message: String {
    switch self {
    case .noSuchDataset(let id, _):
      id.contains("://")
        ? "no dataset has the homepage “\(id)”" : "no dataset is called “\(id)”"
    case .severalDatasets(let name, let ids):
      "\(ids.count) datasets have the \(name.contains("://") ? "homepage" : "name") “\(name)”"
    case .exists(let id, let owner):
      id == owner ? "a dataset called “\(id)” exists already" : "“\(id)” already leads to \(owner)"
    case .badID(let id): "“\(id)” cannot be the id of a dataset"
    case .removed(let id): "\(id) was removed"
    case .undescribed(let id):
      "the store does not know “\(id)”, whose data is here: was it lost or replaced?"
    case .notRemoved(let id): "\(id) is not removed"
    case .builtIn(let id): "\(id) is built in and keeps its id"
    case .conflict(let id, let expected, let found):
      "\(id) was changed by somebody else (revision \(found), read at \(expected))"
    case .badEdit(_, let message, _): message
    case .invalid(let id, let message, _): "the description of \(id) is not valid: \(message)"
    case .badQuery(let problem): problem.message
    case .late(let seconds): "the list took longer than \(seconds) seconds and was stopped"
    case .cycle(let path): "lineage would go in a circle: \(path.joined(separator: " → "))"
    case .noSuchEntry(let number): "the history has no entry \(number)"
    case .cannotUndo(let entry, let reason): "entry \(entry) cannot be undone: \(reason)"
    case .locked(_, let owner):
      (owner ?? "a process that the system does not name") + " is writing to the catalogue"
    case .diskFull: "the disk is full"
    case .refused(_, let reason): "the catalogue cannot be opened: \(reason)"
    case .readOnly: "the catalogue may not be written by this user"
    case .olderVersion: "the catalogue was written by an older program, and may not be written here"
    case .notACatalogue: "the file is not a catalogue"
    case .uncheckedPages:
      "the pages of the catalogue have no checksums: an older program wrote it, or it is damaged"
    case .newerVersion: "the catalogue was written by a newer program"
    case .damaged(_, let message): "the catalogue is damaged: \(message)"
    case .unwritten(_, let code):
      "the catalogue cannot be written: \(SystemCall.describe(code))"
    case .failed(_, let message): message
    }
  }

  package var description: String { message }
}
