internal import CatalogService

/// What an answer rests on besides its question, which decides whether it is kept.
enum Basis: Sendable {
  /// Indexes, whose answers are made anew each time.
  case indexes
  /// Descriptions alone: the answer is kept until one changes.
  case descriptions
  /// The description of one dataset and its index, and so descriptions alone where it has none.
  case dataset

  /// An answer about a dataset may be kept.
  func isKept(in catalog: Catalog, about dataset: String?) throws -> Bool {
    switch self {
    case .indexes: false
    case .descriptions: true
    case .dataset: try dataset.map { try catalog.isDescribedOnly($0) } ?? false
    }
  }
}
