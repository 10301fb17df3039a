import Arithmetic

/// Runs the stage of one job order and stores what it returns.
struct JobRunner: Sendable {
  let order: JobOrder
  let site: JobSite
  let control: JobControl
  let stopSwitch: StopSwitch

  init(
    _ order: JobOrder, at site: JobSite, stopSwitch: StopSwitch,
    tell: @escaping @Sendable (JobEvent) -> Void
  ) {
    self.order = order
    self.site = site
    self.stopSwitch = stopSwitch
    control = JobControl(stopSwitch: stopSwitch, timeout: order.timeout, tell: tell)
  }

  func run() -> JobOutcome {
    if stopSwitch.isStopping { return .cancelled }
    order.notes.forEach(control.log)
    do {
      return try runStage()
    } catch is CancellationError where !control.timedOut && stopSwitch.isStopping {
      return .cancelled
    } catch {
      if !control.damage.isEmpty { return .damaged(control.damage) }
      // What has changed does not change back.
      if error is ChangedSource { return .failed(cause: describe(error), nil, of: nil) }
      return .failed(
        cause: describe(error), control.breakdown,
        of: control.timedOut ? .timeout : (error as? StageError)?.cause ?? .other)
    }
  }

  /// What becomes of the job when nobody waits for it any longer: its time is over, or all has to stop.
  /// What it still makes is not stored.
  func leave() -> JobOutcome {
    control.leave()
    guard control.timedOut else { return .cancelled }
    return .failed(cause: describe(CancellationError()), nil, of: .timeout)
  }

  private func describe(_ error: any Error) -> String {
    if control.timedOut, let timeout = order.timeout {
      return "stopped because it took longer than its timeout of \(timeout) seconds"
    }
    if error is CancellationError { return "the stage stopped itself" }
    let sentence = (error as? ArithmeticError)?.message ?? "\(error)"
    return control.breakdown?.explain(sentence) ?? sentence
  }

  private func runStage() throws -> JobOutcome {
    let started = Files.now()
    let meter = UsageMeter()
    let kind = try site.catalog.stage(order.record.kind)
    let ports = try site.catalog.ports(
      of: order.record.kind, order.parameters, connecting: order.inputs.map(\.port))
    let specification = kind.usesArithmetic && kind.usesKernels ? order.arithmetic : nil
    let arithmetic = try Arithmetics.make(
      specification ?? .ieee, seed: order.seed, threads: order.threads)
    try site.store.prepare()
    let scratch = try site.store.temporary.takeFolder()
    defer { site.store.temporary.giveBack(scratch) }
    let checkpoints = site.store.checkpoints(of: order.record.key)
    let context = StageContext(
      arithmetic: arithmetic, streams: streams(of: kind),
      job: JobFacts(
        manifest: order.manifest.name, stage: order.stage, coordinates: order.coordinates,
        lineage: order.lineage, folder: order.manifest.file.map { Files.parent(of: $0) }),
      threads: order.threads, scratch: scratch, specification: order.arithmetic ?? .ieee,
      seed: order.seed, checkpoints: checkpoints, progress: { try control.progress($0) },
      log: { control.log($0) }, warn: { control.warn($0) })
    let outputs: [String: Artifact]
    do {
      outputs = try kind.init(order.parameters).run(inputs, context).artifacts
    } catch {
      let report = KernelReport(arithmetic)
      report.nonFiniteLines.forEach(control.log)
      if specification != nil { control.note(report.breakdown(order.arithmeticLabel)) }
      throw error
    }
    try check(outputs, ports.outputs)
    if specification != nil {
      let report = KernelReport(arithmetic)
      report.nonFiniteLines.forEach(control.log)
      try report.checkCoverage(warn: control.warn)
    }
    let provenance = provenance(
      started: started, usage: meter.usage(inputs: inputBytes),
      operations: arithmetic.operations, countsOperations: specification != nil,
      log: control.lines)
    if control.isLeft { throw CancellationError() }
    let publication = try site.store.publish(
      outputs, provenance: provenance, threads: order.threads,
      setAside: { control.say(.damaged(path: $1, reason: $0.reason)) }
    ).publication
    checkpoints.remove()
    if publication != .stored { try site.store.add(provenance.run, order.record) }
    var difference: JobOutcome.Difference?
    if case .differs(let first, let other) = publication {
      difference = JobOutcome.Difference(first: first, other: other)
    }
    return .stored(seconds: Double(Files.now() - started) / 1e9, difference: difference)
  }

  private func streams(of kind: any Stage.Type) -> [(stream: DrawnStream, seed: UInt64)] {
    kind.streams.compactMap { stream in
      order.record.streams.first { $0.name == stream.name }.map { (stream, $0.seed) }
    }
  }

  private var inputs: Inputs {
    var ports: [String: [Inputs.Item]] = [:]
    for input in order.inputs {
      ports[input.port] = order.digested(input).map { item, digest in
        Inputs.Item(
          coordinates: item.coordinates, partLoader: partLoader(item.origin),
          file: file(item.origin, digest)
        ) {
          try load(item.origin, digest)
        }
      }
    }
    return Inputs(ports)
  }

  /// - Parameter digest: what the job's key says of the artifact.
  private func load(
    _ origin: JobOrder.Origin, _ digest: Digest
  ) throws -> Artifact {
    switch origin {
    case .file(let item):
      do {
        return try CheckedSource(item, digest, site).read { control.warn($0) }
      } catch {
        control.noteUnreadableInput()
        throw error
      }
    case .stored(let key, let port, _):
      return try noting { try site.store.load(key, port: port) }
    }
  }

  /// The source file that an artifact is, where nothing says how it is read and there is one file.
  private func file(_ origin: JobOrder.Origin, _ digest: Digest) -> Inputs.Item.File? {
    guard case .file(let source) = origin, source.options.isEmpty,
      (try? site.catalog.reader.files(of: source)) == [source.path]
    else { return nil }
    let checked = CheckedSource(source, digest, site)
    @Sendable func noting(_ body: () throws -> Void) throws {
      do { try body() } catch {
        control.noteUnreadableInput()
        throw error
      }
    }
    return Inputs.Item.File(
      path: source.path, checker: { try noting(checked.requireUnchanged) },
      copier: { path in try noting { try checked.copy(to: path) } })
  }

  /// Results are read in parts where a stage wants them so, files are not.
  private func partLoader(_ origin: JobOrder.Origin)
    -> (@Sendable (Range<Int>) throws -> ArtifactPart)?
  {
    guard case .stored(let key, let port, _) = origin else { return nil }
    return { rows in try noting { try site.store.load(key, port: port, rows: rows) } }
  }

  /// Reads a result, and notes where it is damaged.
  private func noting<Content>(_ read: () throws -> Content) throws -> Content {
    do { return try read() } catch let damage as DamagedObject {
      control.note(damage)
      throw StageError(damage.description)
    }
  }

  /// Every declared output is there, of its type, and nothing else.
  private func check(_ outputs: [String: Artifact], _ ports: [Port]) throws(StageError) {
    for port in ports {
      guard let artifact = outputs[port.name] else {
        throw StageError("'\(order.record.kind)' gave no output '\(port.name)', which it declares")
      }
      guard port.accepts(artifact.type) else {
        let types = port.types.map(\.rawValue).joined(separator: " or ")
        throw StageError(
          "'\(order.record.kind)' gave output '\(port.name)' as \(artifact.type.rawValue) instead of \(types)"
        )
      }
    }
    for name in outputs.keys.sorted() where !ports.contains(where: { $0.name == name }) {
      throw StageError("'\(order.record.kind)' gave an output '\(name)' that it does not declare")
    }
  }

  private func provenance(
    started: Int, usage: JobUsage, operations: OperationCounts, countsOperations: Bool,
    log: [String]
  ) -> Provenance {
    Provenance(
      manifest: order.manifest, fragment: order.fragment, stage: order.stage,
      coordinates: order.coordinates, record: order.record, seed: order.seed,
      origin: ResultOrigin(
        machine: .current(commit: site.commit), threads: order.threads, started: started,
        inputs: origins),
      facts: order.facts,
      operations: countsOperations ? operations : OperationCounts(),
      kernels: site.store.kernels.used(in: operations),
      versions: order.versions + [.init("HDF5", .string(HDF5.version))], ended: Files.now(),
      usage: usage, log: log)
  }

  private var inputBytes: Int {
    order.inputs.lazy.flatMap(\.items).reduce(0) { $0 + site.bytes(of: $1.origin) }
  }

  private var origins: [Value.Pair] {
    order.inputs.flatMap { input in
      order.digested(input).map { item, digest in
        let place =
          item.coordinates.entries.isEmpty ? input.port : "\(input.port)[\(item.coordinates)]"
        switch item.origin {
        case .file(let item):
          return Value.Pair(place, .map(site.files(of: item, digest) + item.optionPairs))
        case .stored(let key, let port, let stage):
          return Value.Pair(
            place,
            [
              "stage": .string(stage), "port": .string(port), "key": .string(key.description),
            ])
        }
      }
    }
  }
}

extension JobSite {
  /// The files of a source for provenance: `file` and `sha256`, and `files` where it has several.
  ///
  /// - Parameter digest: what the job's key says of them.
  fileprivate func files(of source: SourceItem, _ digest: Digest) -> [Value.Pair] {
    var pairs: [Value.Pair] = [
      .init("file", .string(source.path)), .init("sha256", .string(digest.hex)),
    ]
    // What they hold now need not be what was read.
    if let version = try? version(of: source), version.digest == digest, version.contents.count > 1
    {
      pairs.append(
        .init(
          "files",
          .list(version.contents.map { SourceFile(path: $0.path, digest: $0.digest.hex).value })))
    }
    return pairs
  }
}
