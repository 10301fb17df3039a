/// The simplex method of Nelder and Mead (1965), Computer Journal 7, for functions of a few numbers.
enum NelderMead {
  /// Where `function` is least, from one point on.
  ///
  /// - Parameters:
  ///   - step: from the start to the other corners of the first simplex.
  ///   - tolerance: of the function, between the best corner and the worst.
  ///   - limit: the most evaluations.
  static func minimum(
    from start: [Double], step: Double, tolerance: Double, limit: Int,
    _ function: ([Double]) -> Double
  ) -> [Double] {
    var corners = [(point: start, value: function(start))]
    for axis in start.indices {
      var point = start
      point[axis] += step
      corners.append((point, function(point)))
    }
    var evaluations = corners.count
    while evaluations < limit {
      corners.sort { $0.value < $1.value }
      let worst = corners[corners.count - 1]
      if worst.value - corners[0].value <= tolerance { break }
      var centre = start.map { _ in 0.0 }
      for corner in corners.dropLast() {
        for axis in start.indices { centre[axis] += corner.point[axis] / Double(start.count) }
      }
      func moved(_ factor: Double) -> (point: [Double], value: Double) {
        evaluations += 1
        let point = start.indices.map { centre[$0] + factor * (worst.point[$0] - centre[$0]) }
        return (point, function(point))
      }
      let reflected = moved(-1)
      if reflected.value < corners[0].value {
        let further = moved(-2)
        corners[corners.count - 1] = further.value < reflected.value ? further : reflected
      } else if reflected.value < corners[corners.count - 2].value {
        corners[corners.count - 1] = reflected
      } else {
        let nearer = moved(reflected.value < worst.value ? -0.5 : 0.5)
        if nearer.value < min(reflected.value, worst.value) {
          corners[corners.count - 1] = nearer
        } else {
          for place in 1..<corners.count {
            let point = start.indices.map { (corners[0].point[$0] + corners[place].point[$0]) / 2 }
            corners[place] = (point, function(point))
            evaluations += 1
          }
        }
      }
    }
    return corners.min { $0.value < $1.value }?.point ?? start
  }
}
