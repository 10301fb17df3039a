import Support
import Testing

/// Calls that need no manifest: version, help, wrong calls, listings.
@Suite struct CallTests {
  private let lastbit = Lastbit(in: "/tmp")

  @Test func printsItsVersion() throws {
    let outcome = try lastbit("--version")
    #expect(outcome.status == 0)
    #expect(outcome.output == "0.1.0\n")
    #expect(outcome.messages == "")
  }

  @Test func helpIsAResult() throws {
    let outcome = try lastbit("help", "run")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("USAGE: lastbit run"))
    #expect(outcome.messages == "")
  }

  @Test(arguments: [
    ["fly"], ["run"], ["run", "a.yaml", "--fast"], ["run", "a.yaml", "--cores", "0"],
    ["run", "a.yaml", "--set", "repeats"], ["run", "a.yaml", "--memory", "lots"],
    ["show", "warp[repeat"], ["graph", "a.yaml", "--format", "svg"],
  ])
  func aWrongCallIsStatus2AndAMessage(_ arguments: [String]) throws {
    let outcome = try lastbit.call(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.messages.hasPrefix("error: "))
  }

  @Test func aStageNamedWithoutItsOptionIsToldHow() throws {
    let outcome = try lastbit("run", "a.yaml", "warp")
    #expect(outcome.status == 2)
    #expect(
      outcome.messages.hasPrefix(
        "error: Unexpected argument 'warp'; stages to run are named as '--targets warp'\n"))
  }

  @Test func anUnknownStageKindIsTold() throws {
    let outcome = try lastbit("stages", "register/aply")
    #expect(outcome.status == 2)
    #expect(
      outcome.messages
        == "error: there is no stage kind 'register/aply'; did you mean 'register/apply'?\n")
  }

  @Test func everyStageIsExplained() throws {
    let kinds = try #require(try JSON(lastbit("stages", "--json").output).list)
    #expect(kinds.count > 5)
    for kind in kinds {
      let name = try #require(kind["kind"].text)
      let page = try lastbit("stages", name)
      #expect(page.status == 0)
      #expect(page.output.contains("Outputs"), "\(name)")
      #expect(page.output.hasPrefix(name))
    }
  }

  @Test func theGeneratedStageReferenceIsUpToDate() throws {
    let written = try TextFile.read("\(Repository.root)/docs/stages.md")
    #expect(
      try lastbit("stages", "--markdown").output == written,
      "run 'make docs' and commit docs/stages.md")
  }

  @Test func arithmeticsAreDefined() throws {
    let json = try JSON(lastbit("arithmetics", "--json").output)
    let backends = try #require(json["arithmetics"].list)
    let names = backends.compactMap { $0["name"].text }
    for name in ["ieee", "openblas", "float64", "random-rounding", "stochastic-rounding"] {
      #expect(names.contains(name))
    }
    let text = try lastbit("arithmetics").output
    for backend in backends {
      let definition = try #require(backend["definition"].text)
      #expect(!definition.isEmpty)
      #expect(text.contains(try #require(backend["summary"].text)))
    }
    #expect(json["kernels"].list?.contains { $0.text == "matmul" } == true)
    #expect(json["groups"]["conv"].list?.contains { $0.text == "smooth" } == true)
    #expect(text.contains("    only: The kernels, groups and layers that it applies to"))
    #expect(text.contains("    reduction: sum, dot, mean, "))
  }

  @Test(arguments: [
    (["rnu", "a.yaml"], "there is no command 'rnu'; did you mean 'run'?"),
    (["a.yaml"], "there is no command 'a.yaml'; did you mean 'lastbit run a.yaml'?"),
    (["fly"], "there is no command 'fly'; 'lastbit --help' lists them"),
    (
      ["show", "warp", "--store", "/nowhere"],
      "there is no store '/nowhere'; 'lastbit run' makes one; --store names another"
    ),
  ])
  func saysWhatWouldWork(_ arguments: [String], message: String) throws {
    let outcome = try lastbit.call(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.messages == "error: \(message)\n")
  }

  @Test func theSchemaNamesEveryKind() throws {
    let schema = try lastbit("schema").output
    _ = try JSON(schema)
    for kind in try #require(try JSON(lastbit("stages", "--json").output).list) {
      #expect(schema.contains("\"\(try #require(kind["kind"].text))\""))
    }
  }

  @Test func theDoctorReportsJSON() throws {
    let folder = try TemporaryFolder()
    let outcome = try Lastbit(in: folder.path)("doctor", "--json")
    #expect(outcome.status == 0)
    #expect(try JSON(outcome.output)["facts"]["lastbit"].text == "0.1.0")
  }

  @Test func nothingIsWrittenByLooking() throws {
    let folder = try TemporaryFolder()
    let lastbit = Lastbit(in: folder.path)
    for call in [["doctor"], ["cache", "list"], ["cache", "verify"], ["cache", "clean"]] {
      #expect(try lastbit.call(call).status == 0)
    }
    #expect(folder.files() == [])
  }
}
