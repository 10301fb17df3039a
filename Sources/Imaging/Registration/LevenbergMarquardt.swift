import Arithmetic

/// Climbs a metric by damped Gauss–Newton steps (Levenberg 1944, Marquardt 1963).
///
/// Nothing here waits for a value to be met: steps are at most `iterations`, and a step that does not
/// help raises the damping, so that noise of any rounding ends the climb and cannot prolong it.
struct LevenbergMarquardt {
  let freedom: DegreesOfFreedom
  let iterations: Int
  /// The longest step, in millimetres; shorter than `shortest` ends the climb.
  let longest: Double
  let shortest: Double

  /// Where the climb stands.
  struct State {
    var transform: CentredTransform
    var value: MetricValue
  }

  /// - Parameters:
  ///   - evaluate: the metric at a transform, `nil` where it is not defined there.
  ///   - accepted: called with the metric after each step that was taken.
  func climb(
    from start: State, worldToVoxel: Affine, _ arithmetic: any Arithmetic,
    evaluate: (CentredTransform) -> MetricValue?, accepted: (Double) -> Void
  ) -> State {
    var state = start
    var damping = 1e-3
    var rejections = 0
    for _ in 0..<iterations {
      guard let step = step(state, worldToVoxel, damping, arithmetic) else { return state }
      let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length.isFinite, length > shortest else { return state }
      let factor = min(1, longest / length)
      let transform = state.transform.moved(by: step.map { $0 * factor }, freedom)
      if let value = evaluate(transform), value.similarity > state.value.similarity {
        state = State(transform: transform, value: value)
        damping = max(damping / 10, 1e-6)
        rejections = 0
        accepted(value.similarity)
      } else {
        damping *= 10
        rejections += 1
        if rejections == 4 { return state }
      }
    }
    return state
  }

  /// The damped step in the parameters of `freedom`, in millimetres.
  private func step(
    _ state: State, _ worldToVoxel: Affine, _ damping: Double, _ arithmetic: any Arithmetic
  ) -> [Double]? {
    let basis = inVoxels(state.transform.derivatives(freedom), worldToVoxel)
    let count = freedom.rawValue
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var slope = [Double](repeating: 0, count: count)
    for p in 0..<count {
      let bent = (0..<12).map { row in
        (0..<12).reduce(0) { $0 + state.value.curvature[row][$1] * basis[$1][p] }
      }
      for q in 0..<count { matrix[q][p] = (0..<12).reduce(0) { $0 + basis[$1][q] * bent[$1] } }
      slope[p] = (0..<12).reduce(0) { $0 + basis[$1][p] * state.value.slope[$1] }
    }
    // Scaled to a diagonal of ones, which binary32 elimination wants.
    let scales = (0..<count).map { matrix[$0][$0].squareRoot() }
    guard scales.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let scaled = (0..<count * count).map { index in
      let (p, q) = (index / count, index % count)
      return matrix[p][q] / scales[p] / scales[q] * (p == q ? 1 + damping : 1)
    }
    let format = arithmetic.format
    let solution = arithmetic.solve(
      RealTensor(format, shape: [count, count], scaled),
      RealTensor(format, shape: [count, 1], (0..<count).map { slope[$0] / scales[$0] }))
    return solution?.doubles.enumerated().map { $1 / scales[$0] }
  }

  /// Derivatives of the map's twelve numbers in voxels of the moving grid in place of millimetres.
  private func inVoxels(_ basis: [[Double]], _ worldToVoxel: Affine) -> [[Double]] {
    (0..<12).map { index in
      // Rows 0…8 are M by row, 9…11 are t.
      let axis = index < 9 ? index / 3 : index - 9
      return (0..<basis[index].count).map { parameter in
        (0..<3).reduce(0) { sum, world in
          let source = index < 9 ? 3 * world + index % 3 : 9 + world
          return sum + worldToVoxel[axis, world] * basis[source][parameter]
        }
      }
    }
  }
}
