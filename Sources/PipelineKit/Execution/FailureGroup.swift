/// Failed jobs of one stage, summed up along the axis that tells them from those that work.
public struct FailureGroup: Sendable, Equatable {
  /// A value along that axis; empty where no axis does.
  public var coordinates: Coordinates
  /// How many of the jobs at the coordinates failed.
  public var failed: Int { members.count }
  /// How many jobs there are at the coordinates.
  public var jobs: Int
  /// Those that failed, as positions in the graph, in order.
  public var members: [Int]
  /// What sets each of them apart from the others of the group, in the same order.
  public var places: [Coordinates]

  /// - Parameters:
  ///   - failed: jobs of one stage, at least one.
  ///   - all: these and the stage's other jobs.
  static func groups(_ failed: [Job], among all: [Job]) -> [FailureGroup] {
    let axis = tellingAxis(failed, among: all)
    var groups: [FailureGroup] = []
    var positions: [String?: Int] = [:]
    for job in failed {
      let value = axis.flatMap { job.coordinates[$0] }
      let position = positions[value] ?? groups.count
      if position == groups.count {
        positions[value] = position
        groups.append(
          FailureGroup(
            coordinates: Coordinates(
              axis.flatMap { axis in value.map { [.init(axis, $0)] } } ?? []),
            jobs: 0, members: [], places: []))
      }
      groups[position].members.append(job.id)
      groups[position].places.append(
        Coordinates(job.coordinates.entries.filter { $0.axis != axis }))
    }
    for job in all {
      guard let position = positions[axis.flatMap { job.coordinates[$0] }] else { continue }
      groups[position].jobs += 1
    }
    return groups
  }

  /// The arithmetic, unless another axis explains the failures and it does not.
  private static func tellingAxis(_ failed: [Job], among all: [Job]) -> String? {
    let axes = all.first?.coordinates.entries.map(\.axis) ?? []
    let hasArithmetic = axes.contains("arithmetic")
    if failed.count == all.count { return hasArithmetic ? "arithmetic" : nil }
    var best: (axis: String, values: Int)?
    for axis in axes {
      let values = Set(failed.compactMap { $0.coordinates[axis] })
      let jobs = all.count { $0.coordinates[axis].map(values.contains) ?? false }
      guard jobs == failed.count, axis == "arithmetic" || jobs > values.count else { continue }
      if axis == "arithmetic" { return axis }
      if values.count < best?.values ?? .max { best = (axis, values.count) }
    }
    return best?.axis ?? (hasArithmetic ? "arithmetic" : nil)
  }
}

extension FailureGroup: CustomStringConvertible {
  /// `arithmetic=bfloat16: 3 of 3 failed`, `2 of 100 failed (subject=03; subject=17)`.
  public var description: String { text { $0 } }

  /// The description with coordinates as `shown` gives them.
  public func text(_ shown: (Coordinates) -> Coordinates) -> String {
    let place = coordinates.entries.isEmpty ? "" : "\(shown(coordinates)): "
    if jobs == 1 { return "\(place)failed" }
    var text = "\(place)\(failed) of \(jobs) failed"
    if failed < jobs {
      let most = 4
      text += " (" + places.prefix(most).map { "\(shown($0))" }.joined(separator: "; ")
      if failed > most { text += "; … \(failed - most) more" }
      text += ")"
    }
    return text
  }
}
