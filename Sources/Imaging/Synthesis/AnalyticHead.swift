import Arithmetic

/// A head of smooth shapes with FreeSurfer's labels: shells of scalp, skull and fluid, a cortex with gyri,
/// white matter, ventricles, deep nuclei, cerebellum and brain stem.
///
/// Where a label is follows from the definition in binary64, whatever the arithmetic: it is the truth that
/// results are compared with.
public struct AnalyticHead: Sendable {
  private let proportions: HeadProportions
  /// Shapes on the left and on the right, in the order in which they are looked for.
  private let deep: [Ellipsoid]
  private let posterior: [Ellipsoid]
  private let radii: [Double]

  /// An ellipsoid in millimetres of the standard head.
  struct Ellipsoid: Sendable {
    let label: Int32
    let centre: [Double]
    let radii: [Double]

    /// Below 1 inside.
    @inline(__always)
    func level(_ x: Double, _ y: Double, _ z: Double) -> Double {
      let a = (x - centre[0]) / radii[0]
      let b = (y - centre[1]) / radii[1]
      let c = (z - centre[2]) / radii[2]
      return a * a + b * b + c * c
    }
  }

  public init(_ proportions: HeadProportions) {
    self.proportions = proportions
    radii = zip([64.0, 81, 62], proportions.shape).map { $0 * $1 }
    func root(_ volume: Double) -> Double {
      ElementaryFunctions.exponential(ElementaryFunctions.logarithm(volume) / 3)
    }
    /// Both sides; labels as left and right.
    func pair(
      _ left: Int32, _ right: Int32, _ centre: [Double], _ size: [Double], _ volume: Double
    ) -> [Ellipsoid] {
      [(left, -1.0), (right, 1.0)].map { label, side in
        let own = root(volume * (side > 0 ? proportions.asymmetry : 1))
        return Ellipsoid(
          label: label, centre: [side * centre[0], centre[1], centre[2]],
          radii: size.map { $0 * own })
      }
    }
    let p = proportions
    // Nuclei come before ventricles, which grow around them: what each nucleus is does not depend on them.
    deep =
      pair(17, 53, [25, -20, -13], [6.5, 20, 7], p.hippocampus)
      + pair(18, 54, [23, 1, -17], [7, 7, 7], p.amygdala)
      + pair(10, 49, [12, -18, 5], [9, 15, 9], p.thalamus)
      + pair(11, 50, [16, 10, 10], [5, 14, 10], p.caudate)
      + pair(13, 52, [20, -4, -1], [4.5, 9, 6], p.pallidum)
      + pair(12, 51, [27, 1, 0], [5.5, 18, 10], p.putamen)
      + pair(26, 58, [9, 12, -7], [4, 5, 4], p.caudate)
      + [
        Ellipsoid(
          label: 14, centre: [0, -14, 2], radii: [2, 13, 9].map { $0 * root(p.ventricles) })
      ]
      + pair(4, 43, [10, -4, 16], [5, 30, 7], p.ventricles)
      + pair(4, 43, [20, -38, 8], [5, 12, 9], p.ventricles)
      + pair(5, 44, [34, -14, -13], [2.5, 12, 3], p.ventricles)
    posterior =
      [
        Ellipsoid(
          label: 16, centre: [0, -29, -36], radii: [13, 13, 30].map { $0 * root(p.brainStem) })
      ]
      + [
        Ellipsoid(
          label: 15, centre: [0, -44, -34], radii: [6, 7, 8].map { $0 * root(p.ventricles) })
      ]
      + pair(7, 46, [20, -60, -36], [15, 13, 9], p.cerebellum)
      + pair(8, 47, [22, -62, -38], [27, 24, 18], p.cerebellum)
  }

  /// The structures that a head may have, ascending: without the outside, skull and scalp.
  public static let structures: [Int32] = [
    2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 24, 26, 41, 42, 43, 44, 46, 47, 49, 50,
    51,
    52, 53, 54, 58,
  ]

  /// The label at a place, in millimetres right, anterior and superior of the head's middle.
  public func label(_ x: Double, _ y: Double, _ z: Double) -> Int32 {
    let (x, y, z) = (x / proportions.scale, y / proportions.scale, z / proportions.scale)
    // From the middle of the brain's ellipsoid: 1 on its hull.
    let a = x / radii[0]
    let b = (y + 8) / radii[1]
    let c = (z - 12) / radii[2]
    let square = a * a + b * b + c * c
    guard square < 1.27 * 1.27 || z < 0 else { return 0 }
    var isNearCerebellum = false
    if z < 4 {
      for shape in posterior {
        let level = shape.level(x, y, z)
        if level < 1 { return shape.label }
        if level < 1.3 { isNearCerebellum = true }
      }
    }
    guard square < 1.27 * 1.27 else { return isNearCerebellum ? 24 : 0 }
    if isNearCerebellum { return 24 }
    if square < 1 { return cerebrum(x, y, z, level: square.squareRoot()) }
    if square < 1.02 * 1.02 { return 24 }
    return square < 1.15 * 1.15 ? 165 : 258
  }

  private func cerebrum(_ x: Double, _ y: Double, _ z: Double, level: Double) -> Int32 {
    for shape in deep where shape.level(x, y, z) < 1 { return shape.label }
    let isLeft = x < 0
    // Millimetres below the hull.
    let depth = (1 - level) * (radii[0] + radii[1] + radii[2]) / 3
    // The fissure between the hemispheres, above the corpus callosum and around it.
    let middle = abs(x)
    let callosum = (y + 10) * (y + 10) / 1600 + (z - 12) * (z - 12) / 484
    if callosum > 1, middle < 1.2 { return 24 }
    let wave = self.wave(x, y, z)
    let fold = max(0, (wave - 0.45) / 0.55)
    // The cortex is folded finer than these waves are: measured towards the middle it is thicker, most of
    // all where it is the wall of a sulcus.
    let sulcus = 0.8 + proportions.sulcusDepth * fold * fold * fold * fold
    if depth < sulcus { return 24 }
    let floor =
      0.8 + proportions.sulcusDepth * fold * fold + proportions.cortexThickness * (1 + 1.6 * wave)
    let inner = callosum > 1 ? middle - 1.2 : Double.infinity
    if depth < floor || inner < proportions.cortexThickness {
      return isLeft ? 3 : 42
    }
    return isLeft ? 2 : 41
  }

  /// 0…1: high in sulci, low on gyri.
  private func wave(_ x: Double, _ y: Double, _ z: Double) -> Double {
    var sum = 0.0
    for own in proportions.gyri {
      let place = (own[0] * x + own[1] * y + own[2] * z) / 19 + own[3]
      let part = place - place.rounded(.down)
      // A smooth hump in each period, without sines, whose last bits differ between libraries.
      let hump = part * (1 - part)
      sum += 16 * hump * hump
    }
    return sum / 3
  }

  /// The labels at the middles of the voxels of a grid.
  ///
  /// - Parameter pose: from the world to the head's own millimetres.
  public func labels(on grid: Grid, pose: Affine = .identity, threads: Int = 1) -> Labels {
    var voxels = Tensor<Int32>(shape: grid.shape, repeating: 0)
    let map = pose * grid.affine
    let (height, depth) = (grid.shape[1], grid.shape[2])
    let head = self
    voxels.values.withUnsafeMutableBufferPointer { values in
      nonisolated(unsafe) let values = values
      try? ParallelRuns.forEach(of: grid.shape[0], grain: 1, threads: threads) { run in
        for i in run {
          for j in 0..<height {
            let start = map.apply([Double(i), Double(j), 0])
            for k in 0..<depth {
              let along = Double(k)
              values[(i * height + j) * depth + k] = head.label(
                start[0] + map[0, 2] * along, start[1] + map[1, 2] * along,
                start[2] + map[2, 2] * along)
            }
          }
        }
      }
    }
    return Labels(voxels: voxels, on: grid)
  }

  /// A cube of 224 mm around the head, right-anterior-superior.
  ///
  /// - Parameter spacing: of its voxels, millimetres.
  public static func grid(spacing: Double) -> Grid {
    let count = max(8, Int((224 / spacing).rounded()))
    let start = -spacing * Double(count - 1) / 2
    return Grid(
      shape: [count, count, count],
      affine: Affine(
        linear: [spacing, 0, 0, 0, spacing, 0, 0, 0, spacing],
        translation: [start, start - 4, start]),
      space: .scanner)
  }
}
