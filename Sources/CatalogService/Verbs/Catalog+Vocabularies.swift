internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Foundation
package import JSONText

/// A description in another vocabulary.
public struct ExportAnswer: Sendable {
  /// The dataset's id.
  public var id: String
  /// The description as text.
  public var text: String
  /// The vocabulary's name for people.
  public var vocabulary: String
  /// What the vocabulary has no place for and an extension carries.
  public var losses: [String]
  /// Keys for which the vocabulary has no place at all.
  public var extended: [String]
  /// What the vocabulary holds in part, with the values that it does not hold.
  public var partlyExtended: [String]
}

/// What is right and wrong with a description.
public struct ValidationAnswer: Sendable {
  /// One finding.
  public struct Finding: Sendable {
    /// `error`, `warning` or `note`.
    public var severity: String
    /// `file:line`.
    public var place: String
    /// The value and what is the matter with it.
    public var message: String
    /// What to do.
    public var remedy: Remedy?
  }

  /// The vocabulary of the file, when it could be read.
  public var vocabulary: String?
  /// Datasets described.
  public var datasets: [String] = []
  /// Everything wrong or doubtful, in the order of the file; then what the catalogue refuses.
  public var findings: [Finding] = []
  /// The description has no errors.
  public var isValid = false
  /// Why adding it would fail: an error of the description, or what it does not go together with.
  public var refusal: CatalogError?

  /// Something was probably not meant, or would be left out.
  public var hasWarnings: Bool { findings.contains { $0.severity != "note" } }
}

/// What became of many changes made together.
public struct ApplyAnswer: Sendable {
  /// One change.
  public struct Verdict: Sendable {
    /// Where it stands in the file.
    public var place: String
    /// The dataset.
    public var id: String
    /// `added`, `changed`, `unchanged`, `removed`, `restored` or `failed`; `not kept` for a change
    /// that was in order and is not made because others failed.
    public var outcome: String
    /// Why it failed.
    public var message: String?
    /// What helps against that.
    public var remedy: Remedy?
    /// What would differ afterwards, value by value; told of a dry run only.
    public var changes: DiffAnswer
  }

  /// One verdict per change.
  public var verdicts: [Verdict]
  /// What was probably not meant in a description or an edit, with places.
  public var warnings: [IngestProblem] = []
  /// Which values are kept in other words than they were written in.
  public var notes: [IngestProblem] = []
  /// The changes were made; all of them or none.
  public var isKept: Bool
}

extension Catalog {
  /// The vocabularies that ``export(_:as:)`` writes.
  public static let vocabularies = Vocabulary.allCases.map(\.rawValue)

  /// A dataset's description in another vocabulary.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - name: One of ``vocabularies``.
  /// - Returns: The text, and what only an extension of the vocabulary could carry.
  /// - Throws: ``CatalogError`` `usage` for an unknown vocabulary.
  public func export(_ id: String, as name: String) throws -> ExportAnswer {
    guard let vocabulary = Vocabulary(rawValue: name) else {
      throw CatalogError(
        .usage, "no vocabulary is called \"\(name)\"",
        remedy: .choose(.vocabulary, from: Self.vocabularies))
    }
    let dataset = try CatalogError.folding { try store.dataset(id).dataset }
    let exported = dataset.exported(as: vocabulary)
    return ExportAnswer(
      id: dataset.id, text: exported.text, vocabulary: vocabulary.title,
      losses: exported.losses.map { "\($0.path): \($0.message)" },
      extended: exported.losses.map(\.path).filter { !exported.partialLosses.contains($0) },
      partlyExtended: exported.losses.filter { exported.partialLosses.contains($0.path) }
        .map { "\($0.path): \($0.message)" })
  }

  /// Says what is right and wrong with a description, and why it could not be added.
  ///
  /// It may be written in any vocabulary. Nothing is written, not even a home.
  ///
  /// - Parameter path: The file; a folder stands for the description that is taken with its data.
  /// - Returns: Everything found, with places and remedies.
  /// - Throws: ``CatalogError`` `badFormat` when the file does not parse, `notFound` when a folder
  ///   holds no description.
  public func validate(_ path: String) throws -> ValidationAnswer {
    if FileStatus(path)?.isFolder == true { return try validate(folder: path) }
    let source = DescriptionSource(describing: path)
    var trial = try tryAdding(source, dryRun: true)
    if trial.refusal == nil, DescriptionSource([path]) == nil {
      trial.refusals.append(
        CatalogError(
          .badFormat, "by its name and keys the file is data, and adding it would read records",
          at: .file(path),
          remedy: .advice("name it .yaml, or take out the keys that no description has")))
    }
    return ValidationAnswer(trial)
  }

  /// The same for the description that is taken with the data of a folder.
  private func validate(folder path: String) throws -> ValidationAnswer {
    guard let source = DescriptionBeside.source(in: path) else {
      throw CatalogError(
        .notFound, "the folder holds no description", at: .file(path),
        remedy: .advice("put one there, called " + DescriptionBeside.names.joined(separator: ", ")))
    }
    var answer: ValidationAnswer
    do {
      let description = try source.read()
      answer = ValidationAnswer(
        DescriptionTrial(
          source: source, vocabulary: description.vocabulary, datasets: description.datasets,
          problems: description.problems))
      if answer.isValid { try DescriptionBeside.refuseSeveral(description, of: source) }
    } catch let error as CatalogError {
      answer = ValidationAnswer()
      answer.findings.append(.init(error))
    }
    // Data is taken without a description that cannot be, so that does not refuse it.
    answer.refusal = nil
    do {
      _ = try plan([path])
    } catch let refusal as CatalogError {
      answer.refusal = refusal
      answer.findings.append(.init(refusal))
    }
    return answer
  }

  /// Makes the changes of a file, all of them or none.
  ///
  /// The file is a description, whose datasets are added or replaced, or a list of edits as JSON
  /// Lines, a table or plain lines.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - dryRun: Only says what would become of each, value by value, and writes nothing, not even a
  ///     home.
  /// - Returns: A verdict for each dataset.
  /// - Throws: ``CatalogError`` `badFormat` when the file does not parse, or describes with errors.
  public func apply(_ path: String, dryRun: Bool = false) throws -> ApplyAnswer {
    var warnings: [IngestProblem] = []
    var notes: [IngestProblem] = []
    var namesByOurIDs = true
    let (verdicts, isKept) = try CatalogError.folding {
      let store = try dryRun ? storeForDryRun : store
      if DescriptionSource([path]) != nil {
        let source = DescriptionSource(describing: path)
        let description = try source.read()
        try refuse(description.problems, of: source)
        warnings = self.warnings(description.problems, of: source)
        notes = self.notes(description.problems, of: source)
        namesByOurIDs = description.vocabulary == .yaml
        return try store.apply(
          store.linkingOrigins(of: description.datasets).map {
            BulkRow(place: path, id: $0.id, action: .put($0))
          },
          dryRun: dryRun)
      }
      return try store.apply(try changes(in: path), dryRun: dryRun)
    }
    let hasFailed = verdicts.contains { $0.outcome == .failed }
    return ApplyAnswer(
      verdicts: verdicts.map {
        let isLost = hasFailed && $0.outcome != .failed && $0.outcome != .unchanged
        return .init(
          place: $0.place, id: $0.id, outcome: isLost ? "not kept" : $0.outcome.rawValue,
          message: $0.message,
          remedy: $0.failure.flatMap { Remedy(for: $0) },
          changes: DiffAnswer(changes: $0.changes))
      },
      warnings: warnings
        + verdicts.flatMap { verdict in
          self.warnings(
            verdict.warnings + (namesByOurIDs ? verdict.dangling : []), of: verdict.id)
        },
      notes: notes
        + verdicts.flatMap { verdict in self.warnings(verdict.notes, of: verdict.id) },
      isKept: isKept)
  }
}

extension ValidationAnswer {
  fileprivate init(_ trial: DescriptionTrial) {
    vocabulary = trial.vocabulary.rawValue
    datasets = trial.datasets.map(\.id)
    isValid = !trial.problems.hasErrors && !trial.refusals.contains { $0.code == .badFormat }
    refusal = trial.refusal
    findings = trial.problems.map { problem in
      let located = trial.source.located(problem)
      return Finding(
        severity: problem.severity.rawValue, place: located.location.description,
        message: located.message, remedy: .advice(problem.remedy))
    }
    findings += trial.refusals.map(Finding.init)
  }
}

extension ValidationAnswer.Finding {
  fileprivate init(_ error: CatalogError) {
    severity = DatasetProblem.Severity.error.rawValue
    place = error.location?.description ?? ""
    message = error.sentence
    remedy = error.remedy
  }
}

extension Catalog {
  /// Bytes of a file of changes that are read at once.
  private static let readByteCount = 1 << 20

  /// Opens a file of changes.
  private func changes(in path: String) throws -> BulkReader {
    if FileStatus(path)?.isFolder == true {
      throw CatalogError(
        .usage, "this is a folder, and a file is needed", at: .file(path),
        remedy: .advice("name a file of changes"))
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw CatalogError(.notFound, "no such file", at: .file(path))
    }
    return BulkReader(name: path) {
      Array(try file.read(upToCount: Self.readByteCount) ?? Data())
    }
  }
}

extension ExportAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.export/1"), "dataset": .string(id), "text": .string(text),
      "losses": .strings(losses),
    ])
  }
}

extension ValidationAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.validate/1"), "vocabulary": .text(vocabulary),
      "valid": .bool(isValid), "datasets": .strings(datasets),
      "findings": .array(
        findings.map {
          .keys([
            "severity": .string($0.severity), "where": .string($0.place),
            "message": .string($0.message), "fix": .text($0.remedy.map { "\($0)" }),
          ])
        }),
      "refusal": refusal?.tree ?? .null,
    ])
  }
}

extension ApplyAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.apply/1"), "kept": .bool(isKept),
      "verdicts": .array(
        verdicts.map {
          .keys([
            "where": .string($0.place), "dataset": .string($0.id), "outcome": .string($0.outcome),
            "message": .text($0.message), "remedy": $0.remedy?.tree ?? .null,
            "changes": $0.changes.list,
          ])
        }),
      "warnings": warnings.list, "notes": notes.list,
    ])
  }
}

extension [IngestProblem] {
  /// Problems with the places where they are.
  var list: JSON {
    .array(
      map {
        .keys(["where": .string($0.location.description), "message": .string($0.message)])
      })
  }
}
