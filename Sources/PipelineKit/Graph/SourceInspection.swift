/// Looks at the headers of the source files that jobs read, for what would fail only once it runs: files
/// that are no images or are cut short, and files on different grids where a stage needs one.
public struct SourceInspection {
  private let graph: JobGraph
  private let catalog: StageCatalog
  private let readsWhole: Bool
  private let deadline: ContinuousClock.Instant
  private var looks: [SourceItem: Look] = [:]
  /// What is known of where outputs lie, by job and port.
  private var outputs: [Output: Place] = [:]
  private var unread: [String: (mark: Mark, problems: [String])] = [:]
  private var apart: [String: (mark: Mark, message: String, jobs: Int)] = [:]
  /// Files that there was no time for.
  private var skipped: Set<String> = []

  private enum Look {
    case place(Place)
    /// It has no grid, or it was not looked at.
    case nothing
  }

  private struct Output: Hashable {
    var job: Int
    var port: String
  }

  private struct Place {
    var grid: SourceGrid
    /// The file whose header says so.
    var path: String
  }

  /// More of one stage help nobody.
  private static let most = 8

  /// - Parameters:
  ///   - readsWhole: reads all of files that have no header, such as tables and models.
  ///   - limit: how long to go on opening files.
  public init(
    _ graph: JobGraph, _ catalog: StageCatalog, readsWhole: Bool, limit: Duration = .seconds(20)
  ) {
    self.graph = graph
    self.catalog = catalog
    self.readsWhole = readsWhole
    deadline = .now + limit
  }

  /// What is wrong, in the order of the stages; a warning where not all files were looked at.
  public mutating func problems() -> [Diagnostic] {
    for job in graph.jobs { look(at: job) }
    var found: [Diagnostic] = []
    for stage in graph.stages {
      if let (mark, problems) = unread[stage.name] {
        found += problems.prefix(Self.most).map {
          Diagnostic(
            .error, "stage '\(stage.name)' cannot read a source: \($0)", at: mark,
            hint: "get the file anew, or leave it out; with --keep-going all other jobs run")
        }
        let more = problems.count - Self.most
        if more > 0 {
          found.append(
            Diagnostic(
              .error, "\(more) more sources of stage '\(stage.name)' cannot be read", at: mark))
        }
      }
      if let (mark, message, jobs) = apart[stage.name] {
        let more = jobs > 1 ? "; so it is for \(jobs - 1) more of its jobs" : ""
        found.append(
          Diagnostic(
            .error, message + more, at: mark,
            hint: "carry one onto the grid of the other first, or read another file"))
      }
    }
    if !skipped.isEmpty {
      found.append(
        Diagnostic(
          .warning,
          "\(skipped.count) of \(skipped.count + looks.count) source files were not looked at: reading "
            + "headers takes long here"))
    }
    return found
  }

  private mutating func look(at job: Job) {
    for input in job.inputs {
      for case .file(let item) in input.items.map(\.origin) where looks[item] == nil {
        guard ContinuousClock.now < deadline else {
          skipped.insert(item.path)
          continue
        }
        looks[item] = .nothing
        do {
          guard let grid = try catalog.reader.inspect(item, whole: readsWhole) else { continue }
          looks[item] = .place(Place(grid: grid, path: item.path))
        } catch {
          unread[job.stage, default: (job.mark, [])].problems.append("\(error)")
        }
      }
    }
    for shared in catalog[job.kind]?.grids ?? [] where holds(shared, job) { compare(shared, job) }
  }

  private func holds(_ shared: SharedGrid, _ job: Job) -> Bool {
    guard let condition = shared.condition else { return true }
    guard let input = job.inputs.first(where: { $0.port == condition.input }) else { return false }
    return input.items.allSatisfy { item in
      switch item.origin {
      case .file(let source): source.type == condition.type
      case .job(let id, let port):
        catalog[graph.jobs[id].kind]?.outputs.first { $0.name == Port.port(ofItem: port) }?.types
          == [condition.type]
      }
    }
  }

  private mutating func compare(_ shared: SharedGrid, _ job: Job) {
    let items = shared.inputs.flatMap { port in
      (job.inputs.first { $0.port == port }?.items ?? []).enumerated().map { (port, $0, $1) }
    }
    var first: [Int: (port: String, place: Place, item: Coordinates)] = [:]
    for (port, number, item) in items {
      guard let place = place(of: item.origin) else { continue }
      let group = shared.isItemByItem ? number : 0
      guard let known = first[group] else {
        first[group] = (port, place, item.coordinates)
        continue
      }
      // Where one is missing, others stand beside what is not theirs: that is for the stage to say.
      let isTheirs = known.item.entries.allSatisfy {
        [nil, $0.value].contains(item.coordinates[$0.axis])
      }
      guard isTheirs || !shared.isItemByItem else { continue }
      guard !known.place.grid.matches(place.grid) else { continue }
      if apart[job.stage]?.jobs == nil {
        apart[job.stage] = (job.mark, message(job, (known.port, known.place), (port, place)), 0)
      }
      apart[job.stage]?.jobs += 1
      return
    }
    guard let first = first[0] else { return }
    for port in shared.outputs { outputs[Output(job: job.id, port: port)] = first.place }
  }

  private func place(of origin: JobInput.Origin) -> Place? {
    switch origin {
    case .file(let item): if case .place(let place)? = looks[item] { place } else { nil }
    case .job(let id, let port): outputs[Output(job: id, port: Port.port(ofItem: port))]
    }
  }

  private func message(
    _ job: Job, _ a: (port: String, place: Place), _ b: (port: String, place: Place)
  ) -> String {
    let ports = a.port == b.port ? "all of '\(a.port)'" : "'\(a.port)' and '\(b.port)'"
    let at = job.shown.entries.isEmpty ? "" : " for \(job.shown)"
    let (one, other) = (a.place.grid, b.place.grid)
    let files = (quoted(a.place.path), quoted(b.place.path))
    let difference =
      one.shape == other.shape
      ? "\(files.0) and \(files.1), both of \(one.size), lie up to "
        + "\(Self.short(one.distance(to: other))) mm apart"
      : "\(files.0) has \(one.size) voxels, and \(files.1) \(other.size)"
    return "stage '\(job.stage)' needs \(ports) on one grid\(at): \(difference)"
  }

  private static func short(_ number: Double) -> String {
    number >= 0.01 ? "\((number * 100).rounded() / 100)" : "\(Float(number))"
  }
}
