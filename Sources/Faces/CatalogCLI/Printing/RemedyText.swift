internal import CatalogService

/// Remedies as the user of the command can carry them out.
enum RemedyText {
  /// What goes on after a dash behind a message that does not stand in an error of its own.
  static func with(_ remedy: Remedy?, _ message: String) -> String {
    message + (remedy.map { " — \(of($0))" } ?? "")
  }

  /// The command to type, or the change to make.
  static func of(_ remedy: Remedy) -> String {
    switch remedy {
    case .engine(let remedy, let dataset): engine(remedy, dataset ?? "ID")
    case .addData(let id): "catalog add DATA --id \(id ?? "ID")"
    case .index(let id): "catalog index \(id)"
    case .pipe(let id): "… | catalog add - --id \(id ?? "NAME")"
    case .pipeAgain(let id):
      "… | catalog index \(id) --source -, or --source FILE with a file that holds the data"
    case .rebuildWithOptions(let id): "catalog index \(id) --rebuild, with the same options"
    case .indexOrAnotherID(let id):
      "catalog index \(id) updates it; other data needs another --id"
    case .attachOrAnotherID(let id):
      "--id \(id) puts the data under that description; --id NAME registers it on its own"
    case .alias(let id): "catalog set \(id) aliases+=NAME gives it another name"
    case .check(let id): id.map { "catalog check \($0)" } ?? "run catalog check"
    case .checkOrLeaveOut(let id): "catalog check \(id), or name other datasets with --in"
    case .replaceStore:
      "catalog export what can still be read, move the file away, catalog index each dataset"
    case .restore(let id): "bring it back with catalog restore \(id)"
    case .remove(let id): "remove it first with catalog remove \(id)"
    case .showAndRepeat(let id):
      "look at it again with catalog show \(id) and repeat the change"
    case .edit(let id): "catalog set \(id) KEY=VALUE"
    case .anotherIDOrEdit(let id): "choose another id, or change it with catalog set \(id)"
    case .choose(let choice, let names): choose(choice, names.joined(separator: ", "))
    case .listDatasets: "list all datasets with catalog list"
    case .listClusters: "list all clusters with catalog list --clusters"
    case .listRecords(let id): "catalog find … --in \(id) --format ids"
    case .readHistory: "look at catalog log"
    case .giveID(let id): id.map { "--id \($0)" } ?? "give one: --id NAME"
    case .writeTo(let path): "--to \(path)"
    case .anotherFileOrReplace: "choose another name, or add --force"
    case .makeFolder(let path): "mkdir -p \(path)"
    case .didYouMean, .advice: remedy.description
    }
  }

  private static func engine(_ remedy: IndexRemedy, _ id: String) -> String {
    switch remedy {
    case .ingest, .update: "catalog index \(id)"
    case .findSource: "bring it back, or say where it is now: catalog index \(id) --source PATH"
    case .rebuild: "catalog index \(id) --rebuild"
    case .repair: "catalog check --repair, or catalog index \(id) --rebuild"
    case .chooseTextField(let names) where !names.isEmpty:
      "\(remedy); choose with --text FIELD"
    case .chooseRecordID(let names) where !names.isEmpty:
      "\(remedy); choose with --record-id FIELD"
    case .chooseTextField, .chooseRecordID, .retry, .freeSpace, .raiseErrorLimit, .advice:
      remedy.description
    }
  }

  private static func choose(_ choice: Remedy.Choice, _ names: String) -> String {
    switch choice {
    case .fields: "--fields takes: \(names)"
    case .purpose: "--use takes: \(names)"
    case .vocabulary: "--as takes: \(names)"
    case .value: "use one of \(names)"
    }
  }
}
