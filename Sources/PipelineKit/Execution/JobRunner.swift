import Arithmetic
import Glibc

/// Runs the stage of one job and stores what it returns.
struct JobRunner: Sendable {
  let experiment: Experiment
  /// Without the items that are missing, where it goes on without them.
  let job: Job
  /// What there is to say of those, for the log.
  let leftOut: [String]
  let record: KeyRecord
  /// Keys of the jobs that it reads from.
  let upstreamKeys: [Int: JobKey]
  let lineage: Lineage
  let threads: Int
  let stopSwitch: StopSwitch
  let emit: @Sendable (RunEvent) -> Void

  /// How the job ended.
  enum Outcome: Sendable {
    case stored(Store.Result, Finding?, seconds: Double)
    case failed(cause: String, Breakdown?, attempts: Int)
    /// Inputs that are damaged: their jobs must run again first.
    case damaged([JobControl.Damage])
    case cancelled
  }

  /// Runs the stage, again after failures where the manifest says so.
  func run() -> Outcome {
    var attempt = 1
    while true {
      if stopSwitch.isStopping { return .cancelled }
      emit(.started(job: job.id, attempt: attempt))
      let control = JobControl(
        job: job.id, stopSwitch: stopSwitch, timeout: job.timeout, emit: emit)
      leftOut.forEach(control.log)
      let cause: String
      do {
        return try runOnce(control)
      } catch is CancellationError where !control.timedOut && stopSwitch.isStopping {
        return .cancelled
      } catch {
        if !control.damage.isEmpty { return .damaged(control.damage) }
        cause = describe(error, control)
        // What has changed does not change back.
        if error is ChangedSource { return .failed(cause: cause, nil, attempts: attempt) }
      }
      guard attempt <= job.retries else {
        return .failed(cause: cause, control.breakdown, attempts: attempt)
      }
      emit(.retry(job: job.id, attempt: attempt, cause: cause))
      attempt += 1
    }
  }

  private func describe(_ error: any Error, _ control: JobControl) -> String {
    if control.timedOut, let timeout = job.timeout {
      return "stopped because it took longer than its timeout of \(timeout) seconds"
    }
    if error is CancellationError { return "the stage stopped itself" }
    let sentence = (error as? ArithmeticError)?.message ?? "\(error)"
    return control.breakdown?.explain(sentence) ?? sentence
  }

  private func runOnce(_ control: JobControl) throws -> Outcome {
    let started = Files.now()
    let kind = try experiment.stageType(of: job)
    let specification = kind.usesArithmetic ? job.arithmetic : nil
    let arithmetic = try Arithmetics.make(
      specification ?? .ieee, seed: job.seed, threads: threads)
    try experiment.store.prepare()
    let scratch = try experiment.store.temporary.takeFolder()
    defer { experiment.store.temporary.giveBack(scratch) }
    let context = StageContext(
      arithmetic: arithmetic, seed: job.seed,
      job: JobFacts(
        manifest: experiment.graph.name, stage: job.stage, coordinates: job.coordinates,
        lineage: lineage),
      threads: threads, scratch: scratch, progress: { try control.progress($0) },
      log: { control.log($0) }, warn: { control.warn($0) })
    let outputs: Outputs
    do {
      outputs = try kind.init(job.parameters).run(inputs(control), context)
    } catch {
      let report = KernelReport(arithmetic)
      report.nonFiniteLines.forEach(control.log)
      if specification != nil { control.note(report.breakdown(job.arithmeticLabel)) }
      throw error
    }
    try check(outputs, of: kind)
    if specification != nil {
      let report = KernelReport(arithmetic)
      report.nonFiniteLines.forEach(control.log)
      try report.checkCoverage(warn: control.warn)
    }
    let provenance = provenance(
      started: started,
      operations: arithmetic.operations, countsOperations: specification != nil,
      log: control.lines)
    let (publication, result) = try experiment.store.publish(
      outputs, provenance: provenance, threads: threads,
      setAside: { emit(.damaged(job: job.id, path: $1, reason: $0.reason)) })
    if publication != .stored { try experiment.store.add(provenance.run, record) }
    var finding: Finding?
    if case .differs(let first, let other) = publication {
      finding = Finding(
        job: job.id, stage: job.stage, coordinates: job.coordinates, key: record.key, first: first,
        other: other)
    }
    return .stored(result, finding, seconds: Double(Files.now() - started) / 1e9)
  }

  private func inputs(_ control: JobControl) -> Inputs {
    var ports: [String: [Inputs.Item]] = [:]
    for input in job.inputs {
      let digests = record.inputs.first { $0.port == input.port }?.items.map(\.digest) ?? []
      ports[input.port] = zip(input.items, digests).map { item, digest in
        Inputs.Item(coordinates: item.coordinates, partLoader: partLoader(item.origin, control)) {
          try load(item.origin, digest, control)
        }
      }
    }
    return Inputs(ports)
  }

  /// - Parameter digest: what the job's key says of the artifact.
  private func load(
    _ origin: JobInput.Origin, _ digest: Digest, _ control: JobControl
  ) throws -> Artifact {
    switch origin {
    case .file(let item):
      do {
        return try CheckedSource(item, digest, experiment).read { control.warn($0) }
      } catch {
        control.noteUnreadableInput()
        throw error
      }
    case .job(let id, let port):
      return try noting(control, id) { try experiment.store.load($0, port: port) }
    }
  }

  /// Results are read in parts where a stage wants them so, files are not.
  private func partLoader(_ origin: JobInput.Origin, _ control: JobControl)
    -> (@Sendable (Range<Int>) throws -> ArtifactPart)?
  {
    guard case .job(let id, let port) = origin else { return nil }
    return { rows in
      try noting(control, id) { try experiment.store.load($0, port: port, rows: rows) }
    }
  }

  /// Reads the result of job `id`, and notes where it is damaged.
  private func noting<Content>(
    _ control: JobControl, _ id: Int, _ read: (JobKey) throws -> Content
  ) throws -> Content {
    guard let key = upstreamKeys[id] else {
      preconditionFailure("job \(id) was not finished before its user")
    }
    do { return try read(key) } catch let damage as DamagedObject {
      control.note(JobControl.Damage(job: id, object: damage))
      throw StageError(damage.description)
    }
  }

  /// Every declared output is there, of its type, and nothing else.
  private func check(_ outputs: Outputs, of kind: any Stage.Type) throws(StageError) {
    for port in kind.outputs {
      guard let artifact = outputs[port.name] else {
        throw StageError("'\(job.kind)' gave no output '\(port.name)', which it declares")
      }
      guard port.accepts(artifact.type) else {
        let types = port.types.map(\.rawValue).joined(separator: " or ")
        throw StageError(
          "'\(job.kind)' gave output '\(port.name)' as \(artifact.type.rawValue) instead of \(types)"
        )
      }
    }
    for name in outputs.keys.sorted() where !kind.outputs.contains(where: { $0.name == name }) {
      throw StageError("'\(job.kind)' gave an output '\(name)' that it does not declare")
    }
  }

  private func provenance(
    started: Int, operations: OperationCounts, countsOperations: Bool, log: [String]
  ) -> Provenance {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Provenance(
      manifest: experiment.graph.manifest, fragment: job.fragment, stage: job.stage,
      coordinates: job.coordinates, record: record, seed: job.seed, origins: origins,
      operations: countsOperations ? operations : OperationCounts(),
      kernels: experiment.store.kernels.used(in: operations),
      versions: experiment.versions + [.init("HDF5", .string(HDF5.version))],
      processor: Processor.name, started: started, ended: Files.now(),
      peakMemory: Int(usage.ru_maxrss) * 1024, log: log)
  }

  private var origins: [Value.Pair] {
    job.inputs.flatMap { input in
      input.items.map { item in
        let place =
          item.coordinates.entries.isEmpty ? input.port : "\(input.port)[\(item.coordinates)]"
        switch item.origin {
        case .file(let item):
          return Value.Pair(place, .map([.init("file", .string(item.path))] + item.optionPairs))
        case .job(let id, let port):
          return Value.Pair(
            place,
            [
              "stage": .string(experiment.graph.jobs[id].stage), "port": .string(port),
              "key": .string(upstreamKeys[id]?.description ?? ""),
            ])
        }
      }
    }
  }
}
