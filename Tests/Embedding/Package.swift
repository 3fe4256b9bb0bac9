// swift-tools-version: 6.2
import PackageDescription

// A program that embeds the index alone: with no traits, no outside package is resolved, fetched
// or built.
let package = Package(
  name: "Embedding",
  dependencies: [.package(name: "catalog", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "Embedding", dependencies: [.product(name: "CorpusIndex", package: "catalog")])
  ]
)
