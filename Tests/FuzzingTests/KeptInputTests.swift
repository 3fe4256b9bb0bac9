import FuzzTargets
import TestSupport
import Testing

/// Inputs that once showed a fault, and those that fuzzing begins with, given to the same code.
@Suite struct KeptInputTests {
  private static let folder = Project.path("Tests/Fuzzing/Kept")

  @Test(arguments: FuzzTarget.all.map(\.name))
  func `what is promised holds for every kept input`(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let folder = Self.folder + "/" + name
    var inputs = try target.seeds().enumerated().map { (name: "seed \($0)", bytes: $1) }
    for file in (try? ScratchFolder.names(in: folder)) ?? [] {
      inputs.append((file, try ScratchFolder.bytes(of: folder + "/" + file)))
    }
    let run = try target.begin()
    var isTaken = false
    for input in inputs {
      do {
        isTaken = try run(input.bytes) || isTaken
      } catch {
        Issue.record("\(name), \(input.name): \(error)")
      }
    }
    // Else the target would look at nothing but refusals.
    #expect(isTaken, "no input of \(name) is taken for what it should be")
  }

  @Test func `every folder of kept inputs belongs to a target`() throws {
    let known = Set(FuzzTarget.all.map(\.name))
    #expect(try ScratchFolder.names(in: Self.folder).filter { !known.contains($0) } == [])
  }
}
