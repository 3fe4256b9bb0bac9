internal import CorpusIndex
internal import JSONText

extension Remedy {
  /// What to do as a name, what to do it with, and the same in words.
  var tree: JSON {
    var members: [JSON.Member] = [.init("action", .string(action))]
    if let dataset { members.append(.init("dataset", .string(dataset))) }
    if !choices.isEmpty { members.append(.init("choices", .strings(choices))) }
    members.append(.init("text", .string(description)))
    return .object(members)
  }

  private var action: String {
    switch self {
    case .engine(let remedy, _): remedy.action
    case .addData: "add-data"
    case .index, .indexOrAnotherID: "index"
    case .pipe, .pipeAgain: "pipe"
    case .attachOrAnotherID: "give-id"
    case .alias: "edit"
    case .rebuildWithOptions: "rebuild"
    case .check, .checkOrLeaveOut: "check"
    case .replaceStore: "replace-store"
    case .restore: "restore"
    case .remove: "remove"
    case .showAndRepeat: "show"
    case .edit, .anotherIDOrEdit: "edit"
    case .choose, .didYouMean: "choose"
    case .listDatasets: "list-datasets"
    case .listClusters: "list-clusters"
    case .listRecords: "list-records"
    case .readHistory: "read-history"
    case .giveID: "give-id"
    case .writeTo, .anotherFileOrReplace: "write-to"
    case .makeFolder: "make-folder"
    case .advice: "change"
    }
  }

  private var dataset: String? {
    switch self {
    case .engine(_, let id), .addData(let id), .check(let id), .pipe(let id): id
    case .index(let id), .pipeAgain(let id), .rebuildWithOptions(let id), .indexOrAnotherID(let id),
      .checkOrLeaveOut(let id), .restore(let id), .remove(let id), .showAndRepeat(let id),
      .edit(let id), .anotherIDOrEdit(let id), .attachOrAnotherID(let id), .alias(let id),
      .listRecords(let id):
      id
    case .choose, .didYouMean, .listDatasets, .listClusters, .replaceStore, .readHistory, .giveID,
      .writeTo,
      .anotherFileOrReplace, .makeFolder, .advice:
      nil
    }
  }

  private var choices: [String] {
    switch self {
    case .choose(_, let names), .didYouMean(let names),
      .engine(.chooseTextField(let names), _), .engine(.chooseRecordID(let names), _):
      names
    default: []
    }
  }
}

extension IndexRemedy {
  fileprivate var action: String {
    switch self {
    case .ingest, .update: "index"
    case .findSource: "find-source"
    case .rebuild: "rebuild"
    case .repair: "repair"
    case .retry: "retry"
    case .freeSpace: "free-space"
    case .raiseErrorLimit: "raise-error-limit"
    case .chooseTextField, .chooseRecordID: "choose"
    case .advice: "change"
    }
  }
}
