package import Records
package import Storage

/// One file of a corpus, as it was when the corpus was listed.
package struct CorpusFile: Sendable, Equatable {
  /// The path under which it can be opened.
  package var path: String
  /// The path below the folder that was named, or the file's own name.
  package var name: String
  package var byteCount: UInt64
  /// Last modification, in nanoseconds since 1970.
  package var modifiedNanoseconds: Int64
  /// How its bytes are packed; `nil` where nobody has looked.
  package var packing: DecompressingReader.Format?
  /// Name of its format with the settings that it is read with; see ``FormatSettings``.
  package var format: String
  /// Where to begin reading it.
  package var start = FilePosition()
  /// ``FilePosition/offset`` to stop at; what follows is another part of the corpus.
  package var endOffset = UInt64.max
  /// Attributes of its records that stand in other files.
  package var sidecars: [Sidecar] = []
  /// What of the settings is a guess, when the file was looked at.
  package var guess: String?

  package init(
    path: String, name: String, byteCount: UInt64, modifiedNanoseconds: Int64,
    packing: DecompressingReader.Format? = nil, format: String = "", guess: String? = nil
  ) {
    self.path = path
    self.name = name
    self.byteCount = byteCount
    self.modifiedNanoseconds = modifiedNanoseconds
    self.packing = packing
    self.format = format
    self.guess = guess
  }

  /// Columns that all of its records have.
  package var labels: [FileLayout.Label] {
    get { FormatSettings.parse(format).settings.labels }
    set {
      let (name, settings) = FormatSettings.parse(format)
      format = settings.with(newValue).written(behind: name)
    }
  }

  /// Attributes beside the file, with their stamps in the settings.
  mutating func attach(_ sidecars: [Sidecar]) {
    self.sidecars = sidecars
    let (name, settings) = FormatSettings.parse(format)
    format = settings.with(sidecars).written(behind: name)
  }

  /// What is wrong when no format of its name is known.
  var unknownFormat: String { "its format \"\(format)\" is not known to this program" }

  /// What has changed where there is no file any more.
  package static let gone = "it is gone"

  /// What has changed since, or `nil` when the file is still the same by size and time.
  package func changeSinceListed() -> String? {
    do throws(StorageError) {
      guard let now = try FileStatus.of(path) else { return try archiveChangeSinceListed() }
      if now.byteCount != byteCount {
        return "it has \(now.byteCount) bytes instead of \(byteCount)"
      }
      return now.modifiedNanoseconds != modifiedNanoseconds ? "it was written again" : nil
    } catch {
      return "it cannot be looked at"
    }
  }

  /// What has changed where the file is a member of an archive, which has one time for all of them.
  private func archiveChangeSinceListed() throws(StorageError) -> String? {
    guard let archive = ArchivePath(path), let now = try FileStatus.of(archive.archive) else {
      return Self.gone
    }
    return now.modifiedNanoseconds != modifiedNanoseconds
      ? "the archive \(archive.archive) was written again" : nil
  }
}
