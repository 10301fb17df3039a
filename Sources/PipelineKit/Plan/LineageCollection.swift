import Arithmetic

extension Experiment {
  /// What led to `job`, for stages that say `usesLineage`.
  ///
  /// What failed on the way is part of it, whichever stage went on without it.
  func lineage(of job: Job, results: [Store.Result?], _ shortfall: Shortfall) -> Lineage {
    var order: [String] = []
    var jobsByStage: [String: [Job]] = [:]
    for id in ancestors(of: graph.jobs[job.id]) where !shortfall.absent.contains(id) {
      let job = graph.jobs[id]
      if jobsByStage[job.stage] == nil { order.append(job.stage) }
      jobsByStage[job.stage, default: []].append(job)
    }
    return Lineage(
      versions: versions, stages: order.map { facts($0, jobsByStage[$0] ?? [], results) },
      failures: failures(before: job, shortfall).flatMap { stage, groups in
        groups.map { group in
          Lineage.FailureFacts(
            stage: stage, coordinates: group.coordinates, failed: group.failed, jobs: group.jobs,
            places: group.failed < group.jobs ? group.places : [],
            cause: shortfall.causes[group.members[0]] ?? "")
        }
      })
  }

  private func facts(_ stage: String, _ jobs: [Job], _ results: [Store.Result?])
    -> Lineage.StageFacts
  {
    let first = jobs[0]
    let common = first.parameters.values.filter { name, value in
      jobs.allSatisfy { $0.parameters.values[name] == value }
    }
    var arithmetics: [Lineage.ArithmeticFacts] = []
    var counted: Set<JobKey> = []
    for job in jobs {
      guard let arithmetic = job.arithmetic, catalog[job.kind]?.usesArithmetic == true else {
        continue
      }
      let label = Self.label(of: arithmetic)
      let index = arithmetics.firstIndex { $0.label == label } ?? arithmetics.count
      if index == arithmetics.count {
        arithmetics.append(.init(label: label, jobs: 0, results: 0, executed: 0, perturbed: 0))
      }
      arithmetics[index].jobs += 1
      // Jobs that share a key ran once.
      guard let result = results[job.id], counted.insert(result.key).inserted else { continue }
      arithmetics[index].results += 1
      arithmetics[index].executed += result.operations.executed
      arithmetics[index].perturbed += result.operations.perturbed
    }
    return Lineage.StageFacts(
      name: stage, kind: first.kind, version: catalog[first.kind]?.version ?? 0, jobs: jobs.count,
      parameters: common.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) },
      arithmetics: arithmetics)
  }
}

extension Experiment {
  /// An arithmetic with its options, or only its name where they are the defaults.
  private static func label(of arithmetic: ArithmeticSpecification) -> String {
    let plain = ArithmeticSpecification(name: arithmetic.name)
    return (try? Arithmetics.resolve(plain)) == arithmetic ? plain.label : arithmetic.label
  }
}

extension Lineage {
  /// The lineage as a tree: what a key holds of it.
  var value: Value {
    var pairs: [Value.Pair] = [
      .init("versions", .map(versions)),
      .init(
        "stages",
        .list(
          stages.map { stage in
            [
              "name": .string(stage.name), "kind": .string(stage.kind),
              "version": .integer(stage.version), "jobs": .integer(stage.jobs),
              "parameters": .map(stage.parameters),
              "arithmetics": .list(
                stage.arithmetics.map { facts in
                  [
                    "label": .string(facts.label), "jobs": .integer(facts.jobs),
                    "results": .integer(facts.results),
                    "executed": .integer(facts.executed), "perturbed": .integer(facts.perturbed),
                  ]
                }),
            ]
          })),
    ]
    if !failures.isEmpty { pairs.append(.init("failures", .list(failures.map(\.value)))) }
    return .map(pairs)
  }
}

extension Lineage.FailureFacts {
  fileprivate var value: Value {
    [
      "stage": .string(stage), "coordinates": coordinates.value, "failed": .integer(failed),
      "jobs": .integer(jobs), "places": .list(places.map(\.value)), "cause": .string(cause),
    ]
  }
}

extension Lineage {
  /// Reads a lineage back; `nil` where the tree is not one.
  init?(_ value: Value) {
    guard case .map(let versions)? = value["versions"], case .list(let stages)? = value["stages"]
    else { return nil }
    let facts = stages.compactMap { StageFacts($0) }
    guard facts.count == stages.count else { return nil }
    var failures: [FailureFacts] = []
    if case .list(let values)? = value["failures"] {
      failures = values.compactMap { FailureFacts($0) }
      guard failures.count == values.count else { return nil }
    }
    self.init(versions: versions, stages: facts, failures: failures)
  }
}

extension Lineage.StageFacts {
  fileprivate init?(_ value: Value) {
    guard let name = value["name"]?.text, let kind = value["kind"]?.text,
      let version = value["version"]?.integer, let jobs = value["jobs"]?.integer,
      case .map(let parameters)? = value["parameters"],
      case .list(let arithmetics)? = value["arithmetics"]
    else { return nil }
    let facts = arithmetics.compactMap { value -> Lineage.ArithmeticFacts? in
      guard let label = value["label"]?.text, let jobs = value["jobs"]?.integer,
        let results = value["results"]?.integer, let executed = value["executed"]?.integer,
        let perturbed = value["perturbed"]?.integer
      else { return nil }
      return Lineage.ArithmeticFacts(
        label: label, jobs: jobs, results: results, executed: executed, perturbed: perturbed)
    }
    guard facts.count == arithmetics.count else { return nil }
    self.init(
      name: name, kind: kind, version: version, jobs: jobs, parameters: parameters,
      arithmetics: facts)
  }
}

extension Lineage.FailureFacts {
  fileprivate init?(_ value: Value) {
    guard let stage = value["stage"]?.text,
      let coordinates = value["coordinates"].flatMap({ Coordinates($0) }),
      let failed = value["failed"]?.integer, let jobs = value["jobs"]?.integer,
      case .list(let places)? = value["places"], let cause = value["cause"]?.text
    else { return nil }
    self.init(
      stage: stage, coordinates: coordinates, failed: failed, jobs: jobs,
      places: places.compactMap { Coordinates($0) }, cause: cause)
  }
}
