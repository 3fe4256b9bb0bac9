internal import Records
internal import Segments
internal import Storage

extension IndexWriter {
  /// Merges all segments into one, or as few as can number all documents.
  package func mergeAll() throws(IndexError) {
    let runs = MergePolicy.all(sizes)
    if runs.isEmpty { return }
    // From the back, so that the ranges in front stay what they are.
    for run in runs.reversed() { try merge(run) }
    try publishCommit()
  }

  /// Removes what only commits before the newest one need.
  package func forgetFormerCommits() throws(IndexError) {
    try store { () throws(StorageError) in try IndexFiles.sweep(directory, keeping: 1) }
  }

  var sizes: [MergePolicy.Size] {
    commit.segments.map {
      MergePolicy.Size(
        bytes: $0.byteCount, documents: UInt64($0.summary.documents), dropped: $0.retiredCount)
    }
  }

  /// Replaces a run of segments by one, for the next commit.
  ///
  /// Records of retired files are left out. Records that a delete took out stay, marked as before:
  /// it can be taken back.
  func merge(_ run: Range<Int>) throws(IndexError) {
    let retired = commit.retiredFiles
    let merged = try store { () throws(StorageError) -> Commit.Segment? in
      var inputs: [SegmentMerger.Input] = []
      var deletions: [LiveDocuments?] = []
      for entry in commit.segments[run] {
        let segment = try entry.open(in: directory)
        deletions.append(try entry.liveDocuments(in: directory))
        let gone = entry.retiredCount == 0 ? [] : segment.documents(of: retired)
        inputs.append(
          SegmentMerger.Input(
            segment: segment,
            live: gone.isEmpty
              ? nil : LiveDocuments(count: segment.documentCount).deleting(gone)))
      }
      let name = Self.segmentName(commit.nextSegment)
      // What is made of small segments fits into the memory, where it is faster.
      let given = commit.segments[run].reduce(0) { $0 + $1.byteCount }
      let merger = try SegmentMerger(
        inputs, jobs: jobs, onDiskOf: given <= mergeMemory ? nil : directory.path)
      let (summary, bytes) = try merger.write(to: directory, name: name)
      if summary.documents == 0 { return nil }
      var dead: [UInt32] = []
      for (input, live) in deletions.enumerated() {
        guard let live else { continue }
        for document in 0..<UInt32(inputs[input].segment.documentCount)
        where !live.isLive(document) {
          if let number = merger.number(of: document, input: input) { dead.append(number) }
        }
      }
      var entry = Commit.Segment(name: name, byteCount: bytes, summary: summary)
      try entry.mark(
        LiveDocuments(count: Int(summary.documents)).deleting(dead), retired: 0,
        since: commit.generation + 1, in: directory)
      return entry
    }
    commit.nextSegment += 1
    hasChanges = true
    // What has come since the last commit goes on to be new.
    if let merged, commit.segments[run].contains(where: { added.contains($0.name) }) {
      added.insert(merged.name)
    }
    commit.segments.replaceSubrange(run, with: merged.map { [$0] } ?? [])
  }
}

extension SegmentReader {
  /// The documents whose records come from some source files.
  func documents(of files: Set<UInt32>) -> [UInt32] {
    (0..<UInt32(documentCount)).filter { files.contains(place(of: $0).file) }
  }
}
