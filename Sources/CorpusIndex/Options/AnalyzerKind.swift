// The choice of an analyzer is one type, from the tokenizers up to every face: whoever imports the
// index has it, and no layer translates it. A scoped re-export is the only way to say so.
@_exported public import enum Analysis.AnalyzerKind
