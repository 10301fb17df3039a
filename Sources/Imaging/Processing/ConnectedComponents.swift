public import Arithmetic

/// Regions of equal labels whose voxels touch by a face, an edge or a corner (26 neighbours).
///
/// Components are in C order of their first voxels, as scikit-image's `label` numbers them. Voxels
/// are kept as runs along the last axis, joined by union and find over the four lines that come
/// before a line.
public struct ConnectedComponents: Sendable {
  /// One region.
  public struct Component: Sendable, Equatable {
    public let label: Int32
    /// Voxels in it.
    public fileprivate(set) var size = 0
    /// Sums of its voxels' indices along each axis.
    fileprivate var indexSums = [0, 0, 0]

    fileprivate init(label: Int32) { self.label = label }

    /// Mean voxel index along each axis.
    public var centroid: [Double] { indexSums.map { Double($0) / Double(size) } }
  }

  /// Voxels side by side along the last axis.
  struct Run {
    /// The first voxel, in C order.
    var start: Int
    var length: Int
    /// Which component it belongs to.
    var component: Int

    /// The voxel after the last one.
    var end: Int { start + length }
  }

  /// Voxels of the volume, `[X, Y, Z]`.
  public let shape: [Int]
  /// In C order of their first voxels.
  public let components: [Component]
  /// All runs, in C order.
  let runs: [Run]

  /// The components of `labels`, `[X, Y, Z]`; voxels that are 0 belong to none.
  public init<Label: FixedWidthInteger>(of labels: Tensor<Label>) {
    precondition(labels.shape.count == 3, "labels have three dimensions, not \(labels.shape)")
    shape = labels.shape
    var found = RunFinder(labels)
    found.connect()
    var components: [Component] = []
    var number = [Int](repeating: 0, count: found.runs.count)
    for index in found.runs.indices {
      let root = found.root(index)
      if root == index {
        number[index] = components.count
        components.append(Component(label: found.label(of: index)))
      }
      let component = number[root]
      let run = found.runs[index]
      let (line, k) = run.start.quotientAndRemainder(dividingBy: shape[2])
      let (i, j) = line.quotientAndRemainder(dividingBy: shape[1])
      components[component].size += run.length
      components[component].indexSums[0] += i * run.length
      components[component].indexSums[1] += j * run.length
      components[component].indexSums[2] += (2 * k + run.length - 1) * run.length / 2
      found.runs[index].component = component
    }
    self.components = components
    runs = found.runs
  }

  /// The component with most voxels, the first of equals; `nil` where there is none.
  public var largest: Int? { largest { _ in true } }

  /// The largest of the components that `isCandidate` says yes to.
  public func largest(where isCandidate: (Component) -> Bool) -> Int? {
    var best: Int?
    for (index, component) in components.enumerated() where isCandidate(component) {
      if let best, components[best].size >= component.size { continue }
      best = index
    }
    return best
  }

  /// Calls `body` with the voxels of each run and the run's component.
  public func forEachRun(_ body: (_ voxels: Range<Int>, _ component: Int) -> Void) {
    for run in runs { body(run.start..<run.end, run.component) }
  }

  /// 1 in component `index` and 0 elsewhere.
  public func mask(of index: Int) -> Tensor<UInt8> {
    var mask = Tensor<UInt8>(shape: shape, repeating: 0)
    forEachRun { voxels, component in
      if component == index { for voxel in voxels { mask.values[voxel] = 1 } }
    }
    return mask
  }
}

/// Runs of equal labels, and which of them are connected.
private struct RunFinder<Label: FixedWidthInteger & Sendable> {
  var runs: [ConnectedComponents.Run] = []
  private let labels: Tensor<Label>
  /// Runs of line `l` are those from `lines[l]` to before `lines[l + 1]`.
  private var lines = [0]
  /// A run that is connected with this one and does not come after it.
  private var parents: [Int] = []

  init(_ labels: Tensor<Label>) {
    self.labels = labels
    let length = labels.shape[2]
    labels.values.withUnsafeBufferPointer { values in
      for line in stride(from: 0, to: values.count, by: max(length, 1)) {
        var start = line
        for voxel in line..<line + length {
          let ends = voxel + 1 == line + length || values[voxel + 1] != values[voxel]
          guard ends else { continue }
          if values[voxel] != 0 {
            runs.append(.init(start: start, length: voxel + 1 - start, component: 0))
          }
          start = voxel + 1
        }
        lines.append(runs.count)
      }
    }
    parents = Array(runs.indices)
  }

  func label(of run: Int) -> Int32 { Int32(truncatingIfNeeded: labels.values[runs[run].start]) }

  mutating func root(_ run: Int) -> Int {
    var root = run
    while parents[root] != root {
      parents[root] = parents[parents[root]]
      root = parents[root]
    }
    return root
  }

  mutating func connect() {
    let (x, y) = (labels.shape[0], labels.shape[1])
    for i in 0..<x {
      for j in 0..<y {
        let line = i * y + j
        if j > 0 { connect(line, line - 1) }
        guard i > 0 else { continue }
        for neighbour in max(j - 1, 0)...min(j + 1, y - 1) {
          connect(line, (i - 1) * y + neighbour)
        }
      }
    }
  }

  /// Joins the runs of two neighbouring lines that touch and have one label.
  private mutating func connect(_ line: Int, _ before: Int) {
    let shift = (line - before) * labels.shape[2]
    var (a, b) = (lines[line], lines[before])
    while a < lines[line + 1], b < lines[before + 1] {
      join(a, b, shift)
      let (end, otherEnd) = (runs[a].end, runs[b].end + shift)
      // Where both end at once, each touches the one that follows the other.
      if end == otherEnd, a + 1 < lines[line + 1] { join(a + 1, b, shift) }
      if end < otherEnd { a += 1 } else { b += 1 }
    }
  }

  private mutating func join(_ a: Int, _ b: Int, _ shift: Int) {
    guard runs[a].start <= runs[b].end + shift, runs[b].start + shift <= runs[a].end,
      labels.values[runs[a].start] == labels.values[runs[b].start]
    else { return }
    let (one, other) = (root(a), root(b))
    parents[max(one, other)] = min(one, other)
  }
}
