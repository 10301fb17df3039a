/// The order in which the stages of one manifest can be expanded: each after what it reads.
struct StageOrder {
  /// Positions of the stages; those in cycles come before some that they read.
  private(set) var order: [Int] = []
  /// Stages that depend on themselves, with the path of each cycle.
  private(set) var cycles: [(stages: [Int], path: String)] = []

  private enum State { case new, open, done }

  /// Enough to work on; a hostile manifest has millions.
  private static let maximumCycles = 10

  init(_ stages: [StageDeclaration]) {
    let positions = Dictionary(
      stages.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let dependencies = stages.map { stage in
      stage.inputs.compactMap { $0.reference.flatMap { positions[$0.name] } }
    }
    var states = [State](repeating: .new, count: stages.count)
    for start in stages.indices where states[start] == .new {
      // Depth first, with a stack instead of recursion: manifests may hold long chains.
      var path: [(stage: Int, next: Int)] = [(start, 0)]
      states[start] = .open
      while let (stage, next) = path.last {
        guard next < dependencies[stage].count else {
          states[stage] = .done
          order.append(stage)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let dependency = dependencies[stage][next]
        switch states[dependency] {
        case .done: break
        case .new:
          states[dependency] = .open
          path.append((dependency, 0))
        case .open where cycles.count < Self.maximumCycles:
          let from = path.firstIndex { $0.stage == dependency } ?? 0
          let cycle = path[from...].map(\.stage)
          // Each stage reads the next one; the arrow says what feeds what.
          let names = ([dependency] + cycle.reversed()).map { stages[$0].name }
          cycles.append((cycle, names.joined(separator: " → ")))
        case .open: break
        }
      }
    }
  }
}
