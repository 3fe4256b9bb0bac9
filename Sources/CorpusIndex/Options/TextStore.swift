// The choice of a store is one type, from the segments up to every face, as `AnalyzerKind` is.
@_exported public import enum Segments.TextStore
