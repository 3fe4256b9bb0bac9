public import CorpusIndex

/// What helps against an error, as a value.
///
/// A face says it in its own terms: the command as a line to type, an HTTP interface as a link.
public enum Remedy: Sendable, Hashable {
  /// What an index needs, and the dataset it belongs to when it is known.
  case engine(IndexRemedy, dataset: String? = nil)
  /// Register data, under this dataset where one is named.
  case addData(dataset: String? = nil)
  /// Index what is registered, changed or unfinished.
  case index(String)
  /// Pipe data into a dataset, this one where it is named.
  case pipe(String?)
  /// Pipe the data of the dataset again, or name a file that holds it.
  case pipeAgain(String)
  /// Rebuild the index with the options that were given.
  case rebuildWithOptions(String)
  /// Update the dataset's index, or register the data under another id.
  case indexOrAnotherID(String)
  /// Register the data under the description that there is, or under another id.
  case attachOrAnotherID(String)
  /// Give the dataset another name beside its id.
  case alias(String)
  /// Check the dataset, or everything.
  case check(String? = nil)
  /// Check the dataset, or leave it out.
  case checkOrLeaveOut(String)
  /// Move the damaged store away and let a fresh one take its place.
  case replaceStore
  /// Bring the removed dataset back.
  case restore(String)
  /// Remove the dataset first.
  case remove(String)
  /// Look at what the dataset has become, and repeat the change.
  case showAndRepeat(String)
  /// Change the description that is there.
  case edit(String)
  /// Choose another id, or change the dataset that has this one.
  case anotherIDOrEdit(String)
  /// Choose one of several names.
  case choose(Choice, from: [String])
  /// One of these was probably meant.
  case didYouMean([String])
  /// Look through the datasets that there are.
  case listDatasets
  /// Look through the clusters that there are.
  case listClusters
  /// Look through the records of the dataset.
  case listRecords(String)
  /// Look through the history.
  case readHistory
  /// Give the dataset this id, or one of one's own.
  case giveID(String?)
  /// Write to a file of this name.
  case writeTo(String)
  /// Write to a file of another name, or allow to replace the one that is there.
  case anotherFileOrReplace
  /// Make the folder.
  case makeFolder(String)
  /// A change of what was given, in words.
  case advice(String)

  /// What there is to choose.
  public enum Choice: String, Sendable {
    /// Fields of records.
    case fields
    /// A purpose that rights are asked for.
    case purpose
    /// A vocabulary of descriptions.
    case vocabulary
    /// One of the known values.
    case value
  }
}

extension Remedy: CustomStringConvertible {
  /// What to do, in words that hold for every face.
  public var description: String {
    switch self {
    case .engine(let remedy, let dataset):
      dataset.map { "\($0): \(remedy)" } ?? remedy.description
    case .addData(let id): "register data" + (id.map { " for \($0)" } ?? "")
    case .index(let id): "index \(id)"
    case .pipe(let id): "pipe data into " + (id ?? "a dataset, naming its id")
    case .pipeAgain(let id): "pipe the data of \(id) again, or name a file that holds it"
    case .rebuildWithOptions(let id): "rebuild \(id) with the same options"
    case .indexOrAnotherID(let id): "index \(id) again, or give other data another id"
    case .attachOrAnotherID(let id):
      "name \(id) as the id to put the data under its description, or give the data another id"
    case .alias(let id): "give \(id) an alias"
    case .check(let id): "check " + (id ?? "the catalogue")
    case .checkOrLeaveOut(let id): "check \(id), or leave it out"
    case .replaceStore:
      "export what can still be read, move the file away, and index each dataset again: the next "
        + "call makes a fresh store"
    case .restore(let id): "restore \(id)"
    case .remove(let id): "remove \(id) first"
    case .showAndRepeat(let id): "look at \(id) again and repeat the change"
    case .edit(let id): "edit \(id)"
    case .anotherIDOrEdit(let id): "choose another id, or edit \(id)"
    case .choose(.value, let names): "use one of \(names.joined(separator: ", "))"
    case .choose(let choice, let names):
      "choose the \(choice.rawValue): \(names.joined(separator: ", "))"
    case .didYouMean(let names): "did you mean \(names.joined(separator: ", "))?"
    case .listDatasets: "look through the datasets that there are"
    case .listClusters: "look through the clusters that there are"
    case .listRecords(let id): "look through the records of \(id)"
    case .readHistory: "look through the history"
    case .giveID(let id): "give an id" + (id.map { " such as \($0)" } ?? "")
    case .writeTo(let path): "write to \(path)"
    case .anotherFileOrReplace: "choose another name, or allow the file to be replaced"
    case .makeFolder(let path): "make the folder \(path)"
    case .advice(let text): text
    }
  }

  /// The same remedy for one dataset, when it named none.
  func about(_ id: String) -> Remedy {
    if case .engine(let remedy, nil) = self { return .engine(remedy, dataset: id) }
    return self
  }
}
