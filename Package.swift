// swift-tools-version: 6.2
import PackageDescription

/// Settings that every Swift target of ours shares.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// `CATALOG_FUZZING=1`, as `make fuzz` has it: libraries tell libFuzzer which branches an input takes.
let isFuzzing = Context.environment["CATALOG_FUZZING"] == "1"
let fuzzed: [SwiftSetting] = isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer,address"])] : []

/// Holds for outside packages that the index alone does not need.
let whenCatalogue: TargetDependencyCondition? = .when(traits: ["Catalogue"])

/// A library target of ours; its tests stand in `Tests/<name>Tests`.
func library(
  _ name: String, _ dependencies: [Target.Dependency], plugins: [Target.PluginUsage] = []
)
  -> Target
{
  .target(
    name: name, dependencies: dependencies, swiftSettings: strict + fuzzed, plugins: plugins)
}

/// A library of the system, as Debian packages it.
func system(_ name: String, pkgConfig: String? = nil, package: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
  exclude: [String] = []
)
  -> Target
{
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    exclude: exclude,
    resources: resources,
    swiftSettings: strict)
}

/// The program that `make fuzz` runs, which needs libFuzzer to be linked.
let fuzzers: [Target] =
  isFuzzing
  ? [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzzing/CFuzzer"),
    .executableTarget(
      name: "Fuzz", dependencies: ["CFuzzer", "FuzzTargets"], path: "Tests/Fuzzing/Driver",
      swiftSettings: strict, linkerSettings: [.unsafeFlags(["-sanitize=address"])]),
  ] : []

/// `CATALOG_BENCHMARKS=1`, as `make bench-readers` has it: the program that measures the readers.
let benchmarks: [Target] =
  Context.environment["CATALOG_BENCHMARKS"] == "1"
  ? [
    .executableTarget(
      name: "Reading", dependencies: ["Storage", "Records", "Corpora", "Profiling"],
      path: "Tests/Benchmarks/Reading", swiftSettings: strict)
  ] : []

let package = Package(
  name: "catalog",
  products: [
    .executable(name: "catalog", targets: ["CatalogCLI"]),
    .library(name: "CorpusIndex", targets: ["CorpusIndex"]),
    .library(name: "CatalogService", targets: ["CatalogService"]),
    .library(name: "CatalogC", type: .dynamic, targets: ["CatalogC"]),
  ],
  traits: [
    .default(enabledTraits: ["Catalogue"]),
    .trait(name: "Catalogue", description: "The catalogue and its command, besides the index."),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    // System libraries, one module each.
    system("CLZ4", pkgConfig: "liblz4", package: "liblz4-dev"),
    system("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),
    system("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
    system("CBzip2", package: "libbz2-dev"),
    system("CLZMA", pkgConfig: "liblzma", package: "liblzma-dev"),
    system("CSnappy", package: "libsnappy-dev"),
    system("CBrotli", pkgConfig: "libbrotlidec", package: "libbrotli-dev"),
    system("CStemmer", package: "libstemmer-dev"),
    system("CSIMDJSON", package: "libsimdjson-dev"),
    system("CCLD2", package: "libcld2-dev"),
    system("CLibXML2", pkgConfig: "libxml-2.0", package: "libxml2-dev"),

    // The vector loops, in C, one scalar twin each.
    .target(name: "CKernels", path: "Sources/C/CKernels", exclude: ["character-tables"]),
    // simdjson behind plain C functions.
    .target(
      name: "CJSON", dependencies: ["CSIMDJSON"], path: "Sources/C/CJSON",
      linkerSettings: [.linkedLibrary("simdjson")]),
    // The HTML parser of libxml2 behind plain C functions.
    .target(
      name: "CHTML", dependencies: ["CLibXML2"], path: "Sources/C/CHTML",
      linkerSettings: [.linkedLibrary("xml2")]),

    // Checksums on the pages of SQLite databases.
    .target(
      name: "CPages", dependencies: ["CKernels"], path: "Sources/C/CPages",
      linkerSettings: [.linkedLibrary("sqlite3")]),
    // The language detector CLD2 behind a plain C function.
    .target(
      name: "CLanguages", dependencies: ["CCLD2"], path: "Sources/C/CLanguages",
      linkerSettings: [.linkedLibrary("cld2")]),

    // Bytes: mapping, checked reading and writing, compression, atomic files.
    library(
      "Storage",
      ["CKernels", "CLZ4", "CZstd", "CZlib", "CBzip2", "CLZMA", "CSnappy", "CBrotli"]),
    // The vector loops, with Swift's types.
    library("VectorKernels", ["Storage", "CKernels"]),
    // JSON as it was written: one value, its reader and its writer.
    library("JSONText", []),
    // What a record is: its texts, its id, its metadata, its place, and what can be wrong with it.
    library("Records", ["Storage", "JSONText"]),
    // Files of a corpus become records with their place.
    library("Corpora", ["Storage", "JSONText", "Records", "CJSON", "CHTML"]),
    // Text becomes tokens.
    library("Analysis", ["Storage", "VectorKernels", "CKernels", "CStemmer"]),
    // The term dictionary and compressed posting lists of one segment.
    library("Postings", ["Storage", "VectorKernels"]),
    // What is in the records of a corpus, in numbers.
    library("Profiling", ["Storage", "Records", "CLanguages"]),
    // Records and tokens become an immutable segment.
    library(
      "Segments", ["Storage", "VectorKernels", "Records", "Analysis", "Postings", "Profiling"]),
    // Segments become an index: commits, snapshots, merging, checking.
    library("Indexing", ["Storage", "Records", "Analysis", "Segments"]),
    // The language of queries and conditions, for records and for descriptions.
    library("QueryLanguage", ["Records"]),
    // Queries become hits.
    library(
      "Searching",
      [
        "Storage", "VectorKernels", "Records", "Corpora", "Analysis", "Postings", "Segments",
        "Indexing", "QueryLanguage",
      ]),
    // The embeddable face of the above.
    library(
      "CorpusIndex",
      [
        "Storage", "JSONText", "Records", "Corpora", "Analysis", "Profiling", "Segments",
        "Indexing", "QueryLanguage", "Searching",
      ]),

    // What a dataset is, in every vocabulary.
    library(
      "Datasets",
      [
        "Records", "JSONText", "QueryLanguage",
        .product(name: "Yams", package: "Yams", condition: whenCatalogue),
      ], plugins: ["PackFiles"]),
    // The folders Catalog and Samples, packed into the program when it is built, and a hash of the
    // rules about rights.
    .executableTarget(
      name: "FilePacker", path: "Sources/Plugins/FilePacker", swiftSettings: strict),
    .plugin(
      name: "PackFiles", capability: .buildTool(), dependencies: ["FilePacker"],
      path: "Sources/Plugins/PackFiles"),
    library("BuiltIn", ["Datasets"], plugins: ["PackFiles"]),
    // Descriptions in SQLite.
    library(
      "CatalogStore",
      [
        "CPages", "Storage", "Records", "JSONText", "Analysis", "QueryLanguage", "Datasets",
        .product(name: "GRDB", package: "GRDB.swift", condition: whenCatalogue),
      ]),
    // The tokenizers of language models, as files describe them.
    library("Tokenizing", ["JSONText"]),
    // The one catalogue that every face calls.
    library(
      "CatalogService",
      [
        "Storage", "Records", "JSONText", "QueryLanguage", "Profiling", "Tokenizing", "CorpusIndex",
        "Datasets", "BuiltIn", "CatalogStore",
      ]),
    // The catalogue over HTTP, for services, browsers and agents.
    .target(
      name: "CatalogHTTP",
      dependencies: [
        "CatalogService", "JSONText", "QueryLanguage",
        .product(name: "FlyingSocks", package: "FlyingFox", condition: whenCatalogue),
        .product(name: "Logging", package: "swift-log", condition: whenCatalogue),
      ],
      path: "Sources/Faces/CatalogHTTP",
      swiftSettings: strict),
    // The `catalog` command.
    .executableTarget(
      name: "CatalogCLI",
      dependencies: [
        "CatalogHTTP", "CatalogService", "Datasets", "JSONText", "QueryLanguage",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: whenCatalogue),
        .product(name: "Logging", package: "swift-log", condition: whenCatalogue),
      ],
      path: "Sources/Faces/CatalogCLI",
      swiftSettings: strict),
    // The same for C: the header by hand, and the library that it describes.
    .systemLibrary(name: "CCatalog", path: "Sources/Faces/CatalogC/include"),
    .target(
      name: "CatalogC",
      dependencies: [
        "CCatalog", "Storage", "JSONText", "Corpora", "CorpusIndex", "CatalogService",
      ],
      path: "Sources/Faces/CatalogC", exclude: ["include"], swiftSettings: strict),

    // Seeded data, oracles and failing disks for all tests.
    .target(
      name: "TestSupport",
      dependencies: ["Storage", "Analysis", "CLZ4", "CZstd", "CZlib", "CBzip2", "CLZMA"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    // What reads bytes of strangers, each with what must hold whatever the bytes are.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "TestSupport", "Storage", "JSONText", "Records", "Corpora", "Analysis", "Segments",
        "Indexing", "QueryLanguage", "CorpusIndex", "Datasets", "CatalogStore",
      ],
      path: "Tests/Fuzzing/Targets",
      swiftSettings: strict),
    .testTarget(
      name: "FuzzingTests", dependencies: ["FuzzTargets", "TestSupport"], swiftSettings: strict),
    tests(of: "Storage"),
    tests(of: "VectorKernels", ["Storage", "CKernels"]),
    tests(of: "JSONText"),
    tests(
      of: "Corpora", ["Storage", "JSONText", "Records"],
      exclude: [
        "CSV/rows.py", "Parquet/Files", "Parquet/rows.py", "Parquet/write.py", "WARC/records.py",
        "WARC/write.py",
      ]),
    tests(
      of: "Analysis", ["Storage", "VectorKernels", "CKernels"],
      resources: [.copy("WordBreakTest.txt")]),
    tests(of: "Profiling", ["Storage", "Records", "JSONText"]),
    tests(of: "Tokenizing", ["JSONText"], exclude: ["count.py"]),
    tests(of: "Postings", ["Storage", "VectorKernels", "CKernels"]),
    tests(
      of: "Segments",
      [
        "Storage", "VectorKernels", "Records", "Analysis", "Postings", "Profiling", "Indexing",
        "QueryLanguage",
      ],
      exclude: ["Golden"]),
    tests(of: "Indexing", ["Storage", "Records", "Analysis", "Segments"]),
    tests(of: "QueryLanguage", ["Records"]),
    tests(
      of: "Searching",
      [
        "Storage", "Records", "Analysis", "Postings", "Segments", "Indexing", "QueryLanguage",
      ]),
    tests(
      of: "CorpusIndex",
      ["JSONText", "Storage", "Records", "Corpora", "Analysis", "Indexing", "QueryLanguage"]),
    tests(of: "Datasets", ["JSONText", "Records"]),
    tests(of: "BuiltIn", ["Datasets"]),
    tests(
      of: "CatalogStore",
      [
        "Datasets", "Records", "QueryLanguage",
        .product(name: "GRDB", package: "GRDB.swift", condition: whenCatalogue),
      ]),
    tests(of: "CatalogService", ["JSONText", "CorpusIndex", "Datasets", "CatalogStore"]),
    .testTarget(
      name: "CatalogHTTPTests",
      dependencies: [
        "TestSupport", "CatalogHTTP", "CatalogService", "JSONText",
        .product(name: "FlyingSocks", package: "FlyingFox", condition: whenCatalogue),
        .product(name: "Logging", package: "swift-log", condition: whenCatalogue),
      ],
      path: "Tests/Faces/CatalogHTTPTests",
      exclude: [
        "agents.py", "interface.py", "pages.py", "pictures.py", "requirements.txt", "serving.py",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CatalogCLITests",
      dependencies: [
        "TestSupport", "CatalogCLI", "CatalogService", "Datasets",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: whenCatalogue),
      ],
      path: "Tests/Faces/CatalogCLITests",
      exclude: ["Transcripts"],
      swiftSettings: strict),
    // Compiles a program against the library, which is built beside the tests.
    .testTarget(
      name: "CatalogCTests", dependencies: ["TestSupport"], path: "Tests/Faces/CatalogCTests",
      exclude: ["program.c"], swiftSettings: strict),
  ] + fuzzers + benchmarks,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// `CATALOG_INDEX_ONLY=1`, as `make sanitize` has it: the index and its tests, without what is built on
// it, which takes longer to build than all of it.
if Context.environment["CATALOG_INDEX_ONLY"] == "1" {
  let above: Set = [
    "Datasets", "BuiltIn", "Tokenizing", "CatalogStore", "CatalogService", "CatalogHTTP",
    "CatalogCLI", "CatalogC", "CCatalog", "FuzzTargets", "Fuzzing",
  ]
  package.products.removeAll { $0.name != "CorpusIndex" }
  package.targets.removeAll { target in
    above.contains(target.name) || above.contains { target.name == $0 + "Tests" }
  }
  package.dependencies = []
}
