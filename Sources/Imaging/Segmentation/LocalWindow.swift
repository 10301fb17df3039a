/// How often each label occurs in a box around a voxel, and the sum of its intensities there.
///
/// The box moves along a line: layers enter and leave it, so that a step costs two layers instead of
/// the whole box. Outside the volume there is nothing.
struct LocalWindow {
  private let map: LabelMap
  private let intensities: [Double]
  private let reach: Int
  private var counts: [Int]
  private var sums: [Double]
  /// The lines that the box covers: where each begins.
  private var lines: [Int] = []
  /// The part of these lines that is in the box.
  private var covered = 0..<0

  init(_ map: LabelMap, _ intensities: [Double], reach: Int) {
    self.map = map
    self.intensities = intensities
    self.reach = reach
    counts = [Int](repeating: 0, count: map.labels.count)
    sums = [Double](repeating: 0, count: map.labels.count)
  }

  func count(_ label: Int) -> Int { counts[label] }

  /// The mean intensity of a label in the box, rounded to ten decimal places as in the original.
  func mean(_ label: Int) -> Double {
    (sums[label] / Double(counts[label]) * 1e10).rounded(.toNearestOrEven) / 1e10
  }

  /// Prepares for the line of voxels `[i, j, …]`; the box is empty until it is moved.
  mutating func begin(_ i: Int, _ j: Int) {
    let shape = map.shape
    lines.removeAll(keepingCapacity: true)
    for a in max(i - reach, 0)...min(i + reach, shape[0] - 1) {
      for b in max(j - reach, 0)...min(j + reach, shape[1] - 1) {
        lines.append((a * shape[1] + b) * shape[2])
      }
    }
    clear()
  }

  private mutating func clear() {
    for label in counts.indices { (counts[label], sums[label]) = (0, 0) }
    covered = 0..<0
  }

  /// Centres the box at `k`, which grows from call to call.
  mutating func move(to k: Int) {
    let wanted = max(k - reach, 0)..<min(k + reach + 1, map.shape[2])
    if wanted.lowerBound >= covered.upperBound || wanted.lowerBound - covered.lowerBound > reach {
      clear()
      add(wanted, 1)
    } else {
      add(covered.lowerBound..<wanted.lowerBound, -1)
      add(covered.upperBound..<wanted.upperBound, 1)
    }
    covered = wanted
  }

  /// Adds the voxels of some layers `times` over.
  private mutating func add(_ layers: Range<Int>, _ times: Int) {
    let sign = Double(times)
    map.indices.withUnsafeBufferPointer { indices in
      intensities.withUnsafeBufferPointer { intensities in
        counts.withUnsafeMutableBufferPointer { counts in
          sums.withUnsafeMutableBufferPointer { sums in
            for line in lines {
              for voxel in line + layers.lowerBound..<line + layers.upperBound {
                let label = Int(indices[voxel])
                counts[label] += times
                sums[label] += sign * intensities[voxel]
              }
            }
          }
        }
      }
    }
  }
}
