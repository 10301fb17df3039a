import Arithmetic
import Glibc
import PipelineKit
import Synchronization

/// Counts what happens under a name, from any thread.
enum Tally {
  private static let counts = Mutex<[String: Int]>([:])

  @discardableResult
  static func add(_ name: String, _ change: Int = 1) -> Int {
    counts.withLock { counts in
      counts[name, default: 0] += change
      return counts[name, default: 0]
    }
  }

  static func count(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
}

/// Does what its parameters say, and counts its runs under `tag`.
struct SumStage: Stage {
  static let kind = "test/sample"
  static let version = 1
  static let summary = "adds its inputs to a number"
  static let source = "none"
  static let numbers = Input<Many<Artifact>?>("in", anyOf: [.record], "numbers")
  static let out = Output<Artifact>("out", anyOf: [.record], "the sum")
  static let value = Parameter("value", .integer(), default: 0, "what to add")
  static let modulus = Parameter(
    "modulus", .integer(), default: 1_000_000, "what the sum is taken modulo")
  static let tag = Parameter("tag", .string, default: "", "counts runs")
  static let failures = Parameter("failures", .integer(), default: 0, "how often to fail first")
  static let warning = Parameter("warning", .string, default: "", "what to warn of")
  static let milliseconds = Parameter(
    "milliseconds", .integer(), default: 0, "how long to take")
  static let isDeaf = Parameter(
    "deaf", .boolean, default: false, "whether not to say meanwhile how far it is")
  static let given = Parameter("outputs", .choice(Given.self), default: .right, "what to give")
  static let inputs = list(numbers)
  static let outputs = list(out)
  static let parameters = list(value, modulus, tag, failures, warning, milliseconds, isDeaf, given)
  static let usesArithmetic = false

  enum Given: String, CaseIterable { case right, none, more, other }

  let values: ParameterValues
  init(_ values: ParameterValues) { self.values = values }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let tag = values[Self.tag]
    let run = Tally.add(tag)
    let running = Tally.add("\(tag) running", context.threads)
    defer { Tally.add("\(tag) running", -context.threads) }
    Tally.add("\(tag) most", max(0, running - Tally.count("\(tag) most")))
    context.log("run \(run)")
    if !values[Self.warning].isEmpty { context.warn(values[Self.warning]) }
    var slept = 0
    repeat {
      if slept == 0 || !values[Self.isDeaf] {
        try context.progress(Double(slept) / Double(max(1, values[Self.milliseconds])))
      }
      if slept < values[Self.milliseconds] { usleep(1000) }
      slept += 1
    } while slept < values[Self.milliseconds]
    if run <= values[Self.failures] { throw StageError("failure \(run)") }
    var sum = values[Self.value]
    for item in try inputs[Self.numbers] ?? Many(items: [], named: "") {
      guard case .integer(let number)? = try item.load()[attribute: "content"]?["sum"] else {
        throw StageError("an input is not a number")
      }
      sum += number
    }
    let out = Artifact.record(["sum": .integer(sum % values[Self.modulus])])
    switch values[Self.given] {
    case .right: return [Self.out(out)]
    case .none: return []
    case .more:
      return [Self.out(out), Output<Artifact>("extra", anyOf: [.record], "undeclared")(out)]
    case .other: return [Self.out(Artifact(type: .table, datasets: []))]
    }
  }
}

/// Sums thirds, or other quotients, under the job's arithmetic; divides in layer `thirds`.
struct ThirdsStage: Stage {
  static let kind = "test/thirds"
  static let version = 1
  static let summary = "sums thirds"
  static let source = "none"
  static let out = Output<Artifact>("out", anyOf: [.table], "the sum")
  static let number = Parameter("count", .integer(), default: 100, "how many")
  static let divided = Parameter("numerator", .number(), default: 1, "what to divide")
  static let divisor = Parameter("divisor", .number(), default: 3, "by what")
  static let strict = Parameter(
    "strict", .boolean, default: false, "fails where the sum is not a number, or is 10")
  static let inputs: [Port] = []
  static let outputs = list(out)
  static let parameters = list(number, divided, divisor, strict)
  static let layers = ["thirds"]

  let count: Int
  let numerator: Double
  let divisor: Double
  let isStrict: Bool
  init(_ values: ParameterValues) {
    count = values[Self.number]
    numerator = values[Self.divided]
    divisor = values[Self.divisor]
    isStrict = values[Self.strict]
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    let numerators = RealTensor(
      arithmetic.format, shape: [count], [Double](repeating: numerator, count: count))
    let sum =
      count == 0
      ? 0 : arithmetic.sum(arithmetic.layer("thirds").divide(numerators, divisor))
    if isStrict, !sum.isFinite || sum.rounded() == 10 { throw StageError("the sum is bad") }
    return [
      Self.out(
        Artifact(
          type: .table, datasets: [Dataset("sum", .float64(Tensor(shape: [1], values: [sum])))]))
    ]
  }
}

/// Gives another number each time it runs: what no stage may do.
struct UnsteadyStage: Stage {
  static let kind = "test/unsteady"
  static let version = 1
  static let summary = "counts"
  static let source = "none"
  static let inputs: [Port] = []
  static let out = Output<Artifact>("out", anyOf: [.record], "a count")
  static let tag = Parameter("tag", .string, default: "", "what to count")
  static let outputs = list(out)
  static let parameters = list(tag)
  static let usesArithmetic = false

  let tag: String
  init(_ values: ParameterValues) { tag = values[Self.tag] }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    [Self.out(.record(["sum": .integer(Tally.add(tag))]))]
  }
}

/// Gives its lineage back.
struct LineageStage: Stage {
  static let kind = "test/lineage"
  static let version = 1
  static let summary = "tells what led to it"
  static let source = "none"
  static let out = Output<Artifact>("out", anyOf: [.record], "facts")
  static let inputs = list(Input<Many<Artifact>?>("in", anyOf: [.record, .table], "anything"))
  static let outputs = list(out)
  static let parameters: [AnyParameter] = []
  static let usesArithmetic = false
  static let usesLineage = true

  init(_ values: ParameterValues) {}

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let facts = context.job.lineage.stages.map { stage in
      Value.list([
        .string(stage.name), .integer(stage.jobs),
        .integer(stage.arithmetics.first?.results ?? -1),
        .integer(stage.arithmetics.first?.perturbed ?? -1),
      ])
    }
    let failures = context.job.lineage.failures.map { failure in
      Value.string(
        "\(failure.stage) \(failure.coordinates): \(failure.failed) of \(failure.jobs), "
          + failure.cause)
    }
    return [
      Self.out(
        .record([
          "manifest": .string(context.job.manifest), "stages": .list(facts),
          "failures": .list(failures),
        ]))
    ]
  }
}

/// Reads a file that holds a number, with options that add another file and multiply; writes JSON.
struct NumberReader: SourceReader {
  var version = 1
  let types = ArtifactType.all
  let options = [
    SourceOption("times", .integer(), suits: [.record], "A factor."),
    SourceOption("plus", .path, suits: [.record], "Another file whose number is added."),
  ]
  /// Called while a file is read.
  var whileReading: @Sendable (String) -> Void = { _ in }

  func files(of item: SourceItem) -> [String] {
    [item.path] + (item.text("plus").map { [$0] } ?? [])
  }

  func type(ofFile path: String) -> ArtifactType? { .record }

  func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    if item.options["times"] == .integer(0) { warn("times nothing") }
    var sum = 0
    for path in files(of: item) {
      guard let bytes = TestFolder.read(path),
        let number = Int(String(decoding: bytes, as: UTF8.self))
      else { throw StageError("'\(path)' holds no number") }
      sum += number
      whileReading(path)
    }
    return .record(["sum": .integer(sum * (item.integer("times") ?? 1))])
  }

  func endings(for type: ArtifactType) -> [String] { [".json"] }

  func write(_ artifact: Artifact, to path: String, description: String) throws {
    Tally.add("written \(path)")
    TestFolder.write(Array((artifact[attribute: "content"]?.json() ?? "").utf8), to: path)
  }
}
