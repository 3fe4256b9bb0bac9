package import Profiling
internal import Records
package import Storage

extension SegmentReader {
  /// What is in the records of the segment, deleted ones too.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when it cannot be read, or speaks of
  ///   another number of records.
  package func profile() throws(StorageError) -> CorpusProfile {
    guard let section = file.section(SegmentSection.profile) else {
      throw .damaged(path: file.path, offset: 0, detail: "the section profile is missing")
    }
    let damaged = section.damaged(at: 0, "the profile is malformed")
    var reader = ByteReader(try section.all(), damaged: damaged)
    let profile = try CorpusProfile(from: &reader)
    guard reader.isAtEnd, profile.records >= profile.removed,
      profile.records - profile.removed == UInt64(documentCount),
      profile.fields.count == settings.schema.textFields.count
    else { throw damaged }
    return profile
  }
}

extension CorpusProfile {
  func writeSection(to writer: EnvelopeWriter) throws(StorageError) {
    var bytes = ByteWriter()
    write(to: &bytes)
    try writer.beginSection(SegmentSection.profile)
    try writer.append(bytes.slice)
    try writer.endSection()
  }
}
