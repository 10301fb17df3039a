import Arithmetic
import PipelineKit

/// The jobs of one trial: what the target reads, the target unperturbed, its perturbed samples, and
/// their measurement.
struct LocateGraph {
  let graph: JobGraph
  /// The target under `ieee`.
  let reference: Int
  let samples: [Int]
  /// Measures all samples together; its port `summary` holds the answer.
  let measurement: Int
  /// Measures each sample alone, where that was asked for.
  let singles: [Int]

  /// The target alone, unperturbed.
  init(_ target: LocateTarget) {
    var graph = Self.base(target)
    reference = graph.jobs.count - 1
    graph.stages = []
    self.graph = graph
    samples = []
    singles = []
    measurement = reference
  }

  /// - Parameters:
  ///   - numbers: which samples; each has a seed of its own.
  ///   - only: names of kernels and layers to perturb; `nil` for all.
  ///   - measuresEach: whether each sample is measured alone as well.
  init(
    _ target: LocateTarget, samples numbers: ClosedRange<Int>, only: [String]?,
    measuresLabels: Bool, measuresEach: Bool = false
  ) {
    var graph = Self.base(target)
    let reference = graph.jobs[graph.jobs.count - 1]
    var specification = target.arithmetic
    if let only { specification.options["only"] = .list(only.sorted()) }
    var samples: [Int] = []
    for number in numbers {
      var job = reference
      job.id = graph.jobs.count
      job.arithmetic = specification
      job.seed = Self.seed(target, number)
      job.coordinates.entries += [
        .init("arithmetic", specification.label), .init("sample", "\(number)"),
      ]
      samples.append(job.id)
      graph.jobs.append(job)
    }
    measurement = graph.jobs.count
    graph.jobs.append(
      Self.measurement(target, graph.jobs, reference.id, samples, isDice: measuresLabels))
    singles = measuresEach ? Array(graph.jobs.count..<graph.jobs.count + samples.count) : []
    if measuresEach {
      for sample in samples {
        graph.jobs.append(
          Self.measurement(target, graph.jobs, reference.id, [sample], isDice: measuresLabels))
      }
    }
    self.reference = reference.id
    self.samples = samples
    self.graph = graph
  }

  /// What the target reads, and the target under `ieee` as the last job.
  private static func base(_ target: LocateTarget) -> JobGraph {
    var graph = target.graph.leading(toJobs: [target.job.id])
    for index in graph.jobs.indices { graph.jobs[index].exports = [] }
    let last = graph.jobs.count - 1
    graph.jobs[last].arithmetic = .ieee
    // Beside the manifest's own jobs in the store's history, not among them.
    graph.jobs[last].stage = "locate/\(target.job.stage)"
    graph.jobs[last].coordinates = target.job.coordinates.withoutReserved
    return graph
  }

  /// Of rounding alone: a stage that draws numbers of its own keeps them.
  private static func seed(_ target: LocateTarget, _ number: Int) -> UInt64 {
    RandomStream(key: target.job.seed, stream: UInt64(number)).word(0)
  }

  private static func measurement(
    _ target: LocateTarget, _ jobs: [Job], _ reference: Int, _ samples: [Int], isDice: Bool
  ) -> Job {
    func item(_ id: Int, _ name: String) -> JobInput.Item {
      JobInput.Item(
        coordinates: Coordinates(name.isEmpty ? [] : [.init("sample", name)]),
        origin: .job(id, port: target.port))
    }
    // Bits are those on which several samples agree: one alone is given twice.
    let counted = samples.count == 1 && !isDice ? samples + samples : samples
    let perturbed = counted.enumerated().map { item($1, "\($0 + 1)") }
    let name = isDice ? "measure/dice" : "measure/significant-bits"
    let inputs =
      isDice
      ? [JobInput(port: "samples", items: [item(reference, "0")] + perturbed)]
      : [
        JobInput(port: "samples", items: perturbed),
        JobInput(port: "reference", items: [item(reference, "")]),
      ]
    var values: [String: Value] = [:]
    for parameter in StageCatalog.standard[name]?.parameters ?? [] where !parameter.isLater {
      values[parameter.name] = parameter.defaultValue ?? .null
    }
    var coordinates = jobs[samples[0]].coordinates
    // Those of the first samples have no number, those of a set tried again have a range.
    if let last = jobs[samples[samples.count - 1]].coordinates["sample"], samples.count > 1 {
      let first = coordinates.entries.removeLast().value
      if first != "1" { coordinates.entries.append(.init("samples", "\(first)..\(last)")) }
    }
    return Job(
      id: jobs.count, stage: "locate/\(target.job.stage)/\(isDice ? "dice" : "bits")",
      coordinates: coordinates, kind: name, parameters: ParameterValues(values), arithmetic: nil,
      seed: 0, inputs: inputs, mark: target.job.mark)
  }
}
