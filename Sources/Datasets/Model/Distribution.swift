package import JSONText

/// A file, a set of files or an address from which the data can be had.
package struct Distribution: DescriptionPart {
  package var id: String?
  package var name: String?
  package var description: String?
  /// The file itself.
  package var url: String?
  /// A page or a repository that leads to it.
  package var accessURL: String?
  /// A path below the dataset's folder or below ``containedIn``.
  package var path: String?
  /// Globs of the files that belong to a set, and of those that do not.
  package var includes: [String] = []
  package var excludes: [String] = []
  /// The distribution inside which this one lies (an archive, a repository).
  package var containedIn: [String] = []
  /// A short format name (`jsonl`, `parquet`).
  package var format: String?
  package var mediaType: String?
  package var compression: String?
  package var encoding: String?
  package var bytes: Int64?
  package var checksums: [Checksum] = []
  /// What the files hold when it is not the records themselves.
  package var content: Content?
  package var licenses: [LicenseStatement] = []
  package var note: String?
  package var extra: [JSON.Member] = []

  /// What a distribution holds.
  package enum Content: String, Sendable, CaseIterable {
    /// The records, whole.
    case full
    /// Scores and metadata about records that must be fetched elsewhere.
    case metadataOnly = "metadata-only"
    case sample
    case identifiers
  }

  package init() {}

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("id", &id)
    keys.text("name", &name)
    keys.text("description", &description)
    keys.text("url", &url)
    keys.text("access_url", &accessURL)
    keys.text("path", &path)
    keys.texts("includes", &includes)
    keys.texts("excludes", &excludes)
    keys.texts("contained_in", &containedIn)
    keys.text("format", &format)
    keys.text("media_type", &mediaType)
    keys.text("compression", &compression)
    keys.text("encoding", &encoding)
    keys.integer("bytes", &bytes)
    keys.parts("checksums", &checksums)
    keys.choice("content", &content)
    keys.parts("licenses", &licenses)
    keys.text("note", &note)
  }
}

/// A checksum of one file.
package struct Checksum: DescriptionPart {
  /// `sha256`, `sha1`, `md5`, `crc32c` …, in lower case.
  package var algorithm: String?
  /// Hexadecimal digits.
  package var value: String?
  package var extra: [JSON.Member] = []

  package init() {}

  package init(_ algorithm: String, _ value: String) {
    self.algorithm = algorithm
    self.value = value
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("algorithm", &algorithm)
    keys.text("value", &value)
  }

  /// How many hexadecimal digits the algorithm gives; nil when it is not known.
  package var digitCount: Int? {
    switch algorithm {
    case "md5": 32
    case "sha1": 40
    case "sha256": 64
    case "sha512": 128
    case "crc32", "crc32c": 8
    default: nil
    }
  }
}
