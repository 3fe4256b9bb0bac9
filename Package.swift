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

/// Holds for outside packages that the index alone does not need.
let whenCatalogue: TargetDependencyCondition? = .when(traits: ["Catalogue"])

/// A library target of ours; its tests stand in `Tests/<name>Tests`.
func room(
  _ name: String, _ dependencies: [Target.Dependency], plugins: [Target.PluginUsage] = []
)
  -> Target
{
  .target(name: name, dependencies: dependencies, swiftSettings: strict, plugins: plugins)
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

let package = Package(
  name: "catalog",
  products: [
    .executable(name: "catalog", targets: ["CatalogCLI"]),
    .library(name: "CorpusIndex", targets: ["CorpusIndex"]),
    .library(name: "CatalogService", targets: ["CatalogService"]),
  ],
  traits: [
    .default(enabledTraits: ["Catalogue"]),
    .trait(name: "Catalogue", description: "The catalogue and its command, besides the index."),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    // System libraries, one module each.
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
    .systemLibrary(name: "CSIMDJSON", providers: [.apt(["libsimdjson-dev"])]),

    // The vector loops, in C, one scalar twin each.
    .target(name: "CKernels"),
    // simdjson behind plain C functions.
    .target(
      name: "CJSON", dependencies: ["CSIMDJSON"],
      linkerSettings: [.linkedLibrary("simdjson")]),

    // Bytes: mapping, checked reading and writing, compression, atomic files.
    room("Storage", ["CKernels", "CLZ4", "CZstd", "CZlib", "CStemmer"]),
    // Files of a corpus become records with their place.
    room("Corpora", ["Storage", "CJSON"]),
    // Text becomes tokens.
    room("Analysis", ["Storage", "CKernels"]),
    // The term dictionary and compressed posting lists of one segment.
    room("Postings", ["Storage", "CKernels"]),
    // Records and tokens become an immutable segment.
    room("Segments", ["Storage", "Corpora", "Analysis", "Postings"]),
    // Segments become an index: commits, snapshots, merging, checking.
    room("Indexing", ["Storage", "Corpora", "Analysis", "Segments"]),
    // Queries become hits.
    room(
      "Searching",
      ["Storage", "CKernels", "Corpora", "Analysis", "Postings", "Segments", "Indexing"]),
    // The embeddable face of the above.
    room(
      "CorpusIndex", ["Storage", "Corpora", "Analysis", "Segments", "Indexing", "Searching"]),

    // What a dataset is, in every vocabulary.
    room("Datasets", [.product(name: "Yams", package: "Yams", condition: whenCatalogue)]),
    // The folders Catalog and Samples, packed into the program when it is built.
    .executableTarget(name: "FilePacker", path: "Plugins/FilePacker", swiftSettings: strict),
    .plugin(name: "PackFiles", capability: .buildTool(), dependencies: ["FilePacker"]),
    room("BuiltIn", ["Datasets"], plugins: ["PackFiles"]),
    // Descriptions in SQLite.
    room(
      "CatalogStore",
      [
        "Storage", "Analysis", "Datasets",
        .product(name: "GRDB", package: "GRDB.swift", condition: whenCatalogue),
      ]),
    // The one catalogue that every face calls.
    room(
      "CatalogService",
      [
        "Storage", "CorpusIndex", "Datasets", "BuiltIn", "CatalogStore",
      ]),
    // The `catalog` command.
    .executableTarget(
      name: "CatalogCLI",
      dependencies: [
        "CatalogService",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: whenCatalogue),
      ],
      swiftSettings: strict),

    // Seeded data, oracles and failing disks for all tests.
    .target(
      name: "TestSupport", dependencies: ["Storage", "CLZ4", "CZstd", "CZlib"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests(of: "Storage"),
    tests(of: "Corpora", ["Storage"]),
    tests(of: "Analysis", ["Storage", "CKernels"], resources: [.copy("WordBreakTest.txt")]),
    tests(of: "Postings", ["Storage", "CKernels"]),
    tests(
      of: "Segments", ["Storage", "Corpora", "Analysis", "Postings", "Indexing"],
      exclude: ["Golden"]),
    tests(of: "Indexing", ["Storage", "Corpora", "Analysis", "Segments"]),
    tests(
      of: "Searching",
      ["Storage", "Corpora", "Analysis", "Postings", "Segments", "Indexing"]),
    tests(of: "CorpusIndex", ["Storage", "Analysis"]),
    tests(of: "Datasets"),
    tests(of: "BuiltIn", ["Datasets"]),
    tests(
      of: "CatalogStore",
      ["Datasets", .product(name: "GRDB", package: "GRDB.swift", condition: whenCatalogue)]),
    tests(of: "CatalogService", ["CorpusIndex", "Datasets", "CatalogStore"]),
    .testTarget(
      name: "CatalogCLITests",
      dependencies: [
        "TestSupport", "CatalogCLI", "CatalogService",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: whenCatalogue),
      ],
      exclude: ["Transcripts"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
