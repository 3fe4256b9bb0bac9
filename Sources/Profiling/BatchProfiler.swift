package import Records
internal import Storage

/// Profiles the texts of the records that one worker of a run gets.
package struct BatchProfiler: Sendable {
  private var profile: CorpusProfile
  private var candidates = TextCandidates()

  package init(fieldCount: Int) { profile = CorpusProfile(fieldCount: fieldCount) }

  /// Takes note of the texts of a batch.
  package mutating func add(_ batch: borrowing RecordBatch) {
    profile.records += UInt64(batch.count)
    let fields = batch.textFieldCount
    for record in 0..<batch.count {
      for field in 0..<fields {
        let text = batch.texts[record * fields + field]
        if text.isMissing { continue }
        let view = batch.view(of: text)
        let characters = profile.add(view, field: field)
        if field == 0, characters > 0 {
          candidates.add(
            view, ordinal: batch.places[record].ordinal, characters: UInt64(characters))
        }
      }
    }
  }

  /// The profile of all that several workers got, with the sample measured; columns are left out.
  package static func joined(_ profilers: [BatchProfiler]) -> CorpusProfile {
    var candidates = TextCandidates()
    var profile = CorpusProfile(fieldCount: profilers.first?.profile.fields.count ?? 0)
    for profiler in profilers {
      profile.merge(profiler.profile)
      candidates.merge(profiler.candidates)
    }
    profile.sample = candidates.measured()
    return profile
  }

  /// Forgets everything.
  package mutating func removeAll() { self = BatchProfiler(fieldCount: profile.fields.count) }
}
