import Arithmetic
import PipelineKit
import Stages

/// The output whose bits are lost: one port of one job, and the arithmetic that loses them.
struct LocateTarget {
  let graph: JobGraph
  let job: Job
  let kind: any Stage.Type
  let port: String
  /// Resolved, without a scope.
  let arithmetic: ArithmeticSpecification

  /// - Parameters:
  ///   - selection: a stage, where it needs them with values along its axes and a port. Values along
  ///     `arithmetic`, `repeat` and `seed` are not needed.
  ///   - arithmetic: as a coordinate spells it; by default what the stage's jobs are perturbed by,
  ///     or else `random-rounding`.
  /// - Throws: `Diagnostics`.
  init(_ selection: Selection, in graph: JobGraph, arithmetic: String?) throws(Diagnostics) {
    self.graph = graph
    let ofStage = graph.jobs.filter { $0.stage == selection.name }
    guard let first = ofStage.first, let kind = StageCatalog.standard[first.kind] else {
      throw Self.error(
        "the manifest has no stage '\(selection.name)'",
        Suggestion.hint(for: selection.name, among: graph.stages.map(\.name)))
    }
    guard kind.usesArithmetic else {
      throw Self.error(
        "'\(kind.kind)' always computes in plain binary64: nothing in it can be perturbed",
        "name the stage whose result it measures")
    }
    let jobs = ofStage.filter { selection.matches($0) }
    let places = Set(jobs.map { $0.coordinates.withoutReserved })
    guard let job = jobs.first, places.count == 1 else {
      let example = (jobs.first ?? first).coordinates.withoutReserved.entries
        .map { "\($0.axis)=\($0.value)" }.joined(separator: ", ")
      throw Self.error(
        jobs.isEmpty
          ? "no job of stage '\(first.stage)' is at '\(selection)'"
          : "'\(selection)' names \(places.count) places",
        "choose one, as in \(first.stage)[\(example)]")
    }
    guard kind.usesArithmetic(job.parameters) else {
      throw Self.error(
        "'\(kind.kind)' computes in plain binary64 with these parameters: nothing in it can be perturbed",
        "name the stage whose result it measures")
    }
    self.job = job
    self.kind = kind
    port = try Self.port(selection, job)
    self.arithmetic = try Self.arithmetic(arithmetic, jobs)
  }

  private static func port(_ selection: Selection, _ job: Job) throws(Diagnostics) -> String {
    let ports: [Port]
    do { ports = try StageCatalog.standard.ports(of: job).outputs } catch {
      throw Self.error("the outputs of '\(job.stage)' are not known: \(error)", nil)
    }
    let names = ports.map(\.name)
    guard let name = selection.port ?? (names.count == 1 ? names.first : nil),
      let port = ports.first(where: { $0.name == name })
    else {
      throw error(
        selection.port.map { "'\(job.kind)' has no output '\($0)'" }
          ?? "'\(job.kind)' has more than one output",
        selection.port.flatMap { Suggestion.hint(for: $0, among: names) }
          ?? "write \(names.map { "\(selection).\($0)" }.joined(separator: " or "))")
    }
    guard port.types.contains(where: \.isCompared) else {
      throw error(
        "output '\(name)' is of type \(port.type.rawValue), whose bits cannot be counted",
        "choose a volume, labels, a field, an affine or a table")
    }
    return name
  }

  private static func arithmetic(_ text: String?, _ jobs: [Job]) throws(Diagnostics)
    -> ArithmeticSpecification
  {
    do throws(ArithmeticError) {
      if let text {
        guard let specification = ArithmeticSpecification(label: text) else {
          throw ArithmeticError(message: "'\(text)' is not written as name or name{option=value}")
        }
        let resolved = try Arithmetics.resolve(specification)
        guard Arithmetics.perturbs(resolved) else {
          throw ArithmeticError(message: "arithmetic '\(resolved.name)' perturbs nothing")
        }
        guard try KernelScope(resolved) == nil else {
          throw ArithmeticError(
            message: "the search chooses the scope; leave out kernels with --except")
        }
        return resolved
      }
      let used = Set(
        jobs.compactMap(\.arithmetic).filter(Arithmetics.perturbs).map(KernelScope.removed))
      guard let only = used.first else {
        return try Arithmetics.resolve(ArithmeticSpecification(name: "random-rounding"))
      }
      guard used.count == 1 else {
        let labels = used.map(\.label).sorted()
        throw ArithmeticError(
          message: "the stage runs under several perturbing arithmetics; choose one with "
            + "--arithmetic: \(labels.joined(separator: ", "))")
      }
      return only
    } catch {
      throw Self.error(
        error.message,
        error.candidates.isEmpty
          ? nil : "did you mean \(error.candidates.map { "'\($0)'" }.joined(separator: " or "))?")
    }
  }

  private static func error(_ message: String, _ hint: String?) -> Diagnostics {
    Diagnostics([Diagnostic(.error, message, hint: hint)])
  }
}

extension Coordinates {
  /// The axes that say what is computed, rather than how and how often.
  var withoutReserved: Coordinates {
    Coordinates(entries.filter { !["arithmetic", "repeat", "seed"].contains($0.axis) })
  }
}
