import CStemmer
package import Storage

/// A stemmer of the Snowball library for one language; for one thread at a time.
@safe
package final class Stemmer {
  /// Language as it was asked for.
  package let language: String
  // Safe: made in `init`, freed once in `deinit`, never given away.
  private let handle: OpaquePointer

  /// Languages by their names; two- and three-letter codes of ISO 639 mean the same.
  package static var languages: [String] {
    var names: [String] = []
    guard var entry = unsafe sb_stemmer_list() else { return names }
    // Safe: the library's list ends with a null pointer.
    while let name = unsafe entry.pointee {
      unsafe names.append(String(cString: name))
      unsafe entry += 1
    }
    return names
  }

  /// The stemmer of a language; nil when the library has none.
  package init?(language: String) {
    guard let handle = unsafe sb_stemmer_new(language, "UTF_8") else { return nil }
    self.language = language
    unsafe self.handle = handle
  }

  deinit { unsafe sb_stemmer_delete(handle) }

  /// The stem of a lower-cased word; the view holds until the next call.
  ///
  /// Gives the word itself when the library runs out of memory.
  package func stem(_ word: BufferView<UInt8>) -> BufferView<UInt8> {
    guard let stem = unsafe sb_stemmer_stem(handle, word.base, Int32(clamping: word.count)) else {
      return word
    }
    // Safe: the library keeps that many bytes until the next call; they are only read.
    return unsafe BufferView(
      unsafeBase: UnsafeMutablePointer(mutating: stem), count: Int(sb_stemmer_length(handle)))
  }
}
