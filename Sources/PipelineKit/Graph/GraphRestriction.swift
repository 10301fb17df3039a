extension JobGraph {
  /// The jobs of the named stages and all that they need, numbered anew.
  public func leading(to targets: Set<String>) -> JobGraph {
    leading(toJobs: Set(jobs.filter { targets.contains($0.stage) }.map(\.id)))
  }

  /// The jobs at the given positions and all that they need, numbered anew, in the same order.
  public func leading(toJobs ids: Set<Int>) -> JobGraph {
    var isNeeded = jobs.map { ids.contains($0.id) }
    // Inputs have smaller numbers than their users, so one pass from the end finds all.
    for job in jobs.reversed() where isNeeded[job.id] {
      for case .job(let id, _) in job.inputs.flatMap({ $0.items.map(\.origin) }) {
        isNeeded[id] = true
      }
    }
    var newIDs: [Int: Int] = [:]
    var kept: [Job] = []
    for var job in jobs where isNeeded[job.id] {
      newIDs[job.id] = kept.count
      job.id = kept.count
      for input in job.inputs.indices {
        for item in job.inputs[input].items.indices {
          guard case .job(let id, let port) = job.inputs[input].items[item].origin,
            let newID = newIDs[id]
          else { continue }
          job.inputs[input].items[item].origin = .job(newID, port: port)
        }
      }
      kept.append(job)
    }
    let names = Set(kept.map(\.stage))
    var graph = JobGraph(
      manifest: manifest, stages: stages.filter { names.contains($0.name) }, jobs: kept,
      warnings: warnings, reads: reads)
    graph.names = self.names
    graph.facts = facts
    graph.isWhole = isWhole && kept.count == jobs.count
    return graph
  }
}
