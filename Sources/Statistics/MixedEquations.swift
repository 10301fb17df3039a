import Arithmetic

/// The equations of a linear mixed model for given variances.
struct MixedEquations {
  /// Rows that hang together by the levels of factors.
  private struct Block {
    var rows: [Int]
    /// Of each factor the rows of each level, as places in `rows`.
    var levels: [[[Int]]]
    /// Blocks of one shape have one covariance matrix.
    var shape: Int
  }

  private let values: [Double]
  private let columns: [[Double]]
  private let factors: Int
  private var blocks: [Block] = []
  private var shapes = 0

  init(
    values: [Double], columns: [[Double]], factors: [[Int]]
  ) throws(VarianceComponents.Failure) {
    (self.values, self.columns, self.factors) = (values, columns, factors.count)
    var known: [[[[Int]]]: Int] = [:]
    for rows in Self.connected(values.count, factors) {
      guard rows.count <= VarianceComponents.mostRowsTogether else {
        throw .tooManyTogether(rows: rows.count)
      }
      let levels = factors.map { factor in
        let places = Dictionary(grouping: rows.indices, by: { factor[rows[$0]] })
        return places.values.sorted { $0[0] < $1[0] }
      }
      let shape = known[levels] ?? known.count
      known[levels] = shape
      blocks.append(Block(rows: rows, levels: levels, shape: shape))
    }
    shapes = known.count
  }

  /// Groups of rows of which no two groups share a level.
  private static func connected(_ count: Int, _ factors: [[Int]]) -> [[Int]] {
    var parent = Array(0..<count)
    func root(_ row: Int) -> Int {
      var row = row
      while parent[row] != row {
        parent[row] = parent[parent[row]]
        row = parent[row]
      }
      return row
    }
    for factor in factors {
      var first: [Int: Int] = [:]
      for (row, level) in factor.enumerated() {
        let other = root(first[level, default: row])
        first[level] = other
        parent[root(row)] = other
      }
    }
    let groups = Dictionary(grouping: 0..<count, by: root)
    return groups.values.sorted { $0[0] < $1[0] }
  }

  /// What follows from variances: the last one is the residual's, above 0.
  struct Solution {
    var fixed: [Double]
    var standardErrors: [Double]
    var logLikelihood: Double
    /// Derivatives of the likelihood, and the average information.
    fileprivate var gradient: [Double]
    fileprivate var information: [[Double]]

    /// Where to go from `variances`: components at 0 stay there while the likelihood falls above it.
    func step(_ variances: [Double]) -> [Double] {
      let free = variances.indices.filter { variances[$0] > 0 || gradient[$0] > 0 }
      var reduced = free.map { row in free.map { information[row][$0] } }
      // A little of a ridge where components cannot be told apart.
      for place in reduced.indices { reduced[place][place] *= 1 + 1e-12 }
      var step = variances.map { _ in 0.0 }
      if let factor = SmallCholesky(reduced) {
        for (place, value) in zip(free, factor.solve(free.map { gradient[$0] })) {
          step[place] = value
        }
      } else {
        for place in free { step[place] = gradient[place] / max(information[place][place], 1e-12) }
      }
      return step
    }

    /// By how much the likelihood rises along a step, to first order.
    func rise(along step: [Double]) -> Double {
      zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  func solve(_ variances: [Double]) throws(VarianceComponents.Failure) -> Solution {
    let count = columns.count
    var inverses = [(inverse: [Double], logarithm: Double)?](repeating: nil, count: shapes)
    var normal = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var right = [Double](repeating: 0, count: count)
    var logarithm = 0.0
    // V⁻¹ X of each block, by column.
    var weighted: [[[Double]]] = []
    for block in blocks {
      if inverses[block.shape] == nil { inverses[block.shape] = try inverse(block, variances) }
      guard let solved = inverses[block.shape] else { continue }
      logarithm += solved.logarithm
      let own = columns.map { column in Self.product(solved.inverse, block.rows.map { column[$0] })
      }
      for (a, column) in columns.enumerated() {
        for (place, row) in block.rows.enumerated() {
          for b in 0..<count { normal[a][b] += column[row] * own[b][place] }
          right[a] += own[a][place] * values[row]
        }
      }
      weighted.append(own)
    }
    guard let factor = SmallCholesky(normal) else { throw .dependent }
    let fixed = factor.solve(right)

    var square = 0.0
    var quadratic = [Double](repeating: 0, count: factors + 1)
    var trace = quadratic
    // X' V⁻¹ V_k V⁻¹ X, f_k' V⁻¹ f_l and X' V⁻¹ f_k with f_k = V_k P y.
    var inner = [[[Double]]](repeating: normal.map { $0.map { _ in 0 } }, count: factors + 1)
    var between = quadratic.map { _ in quadratic }
    var across = [[Double]](repeating: [Double](repeating: 0, count: count), count: factors + 1)
    for (block, own) in zip(blocks, weighted) {
      guard let solved = inverses[block.shape] else { continue }
      let residuals = block.rows.map { row in
        var residual = values[row]
        for (column, effect) in zip(columns, fixed) { residual -= column[row] * effect }
        return residual
      }
      let projected = Self.product(solved.inverse, residuals)
      for (a, b) in zip(projected, residuals) { square += a * b }
      let size = block.rows.count
      let parts: [[[Int]]] = block.levels + [(0..<size).map { [$0] }]
      var spread: [[Double]] = []
      for (k, levels) in parts.enumerated() {
        var f = [Double](repeating: 0, count: size)
        for rows in levels {
          var sum = 0.0
          for row in rows { sum += projected[row] }
          quadratic[k] += sum * sum
          for row in rows {
            f[row] = sum
            for other in rows { trace[k] += solved.inverse[row * size + other] }
          }
          let sums = own.map { column in rows.reduce(0.0) { $0 + column[$1] } }
          for a in 0..<count { for b in 0..<count { inner[k][a][b] += sums[a] * sums[b] } }
        }
        spread.append(f)
      }
      for (k, f) in spread.enumerated() {
        let image = Self.product(solved.inverse, f)
        for (l, g) in spread.enumerated() {
          for (x, y) in zip(image, g) { between[k][l] += x * y }
        }
        for a in 0..<count { for (x, y) in zip(own[a], f) { across[k][a] += x * y } }
      }
    }

    let inverseNormal = (0..<count).map { column in
      factor.solve((0..<count).map { $0 == column ? 1 : 0 })
    }
    var gradient = quadratic
    var information = between
    for k in 0...factors {
      var own = trace[k]
      for a in 0..<count { for b in 0..<count { own -= inverseNormal[a][b] * inner[k][b][a] } }
      gradient[k] = (quadratic[k] - own) / 2
      let solved = factor.solve(across[k])
      for l in 0...factors {
        var sum = between[k][l]
        for a in 0..<count { sum -= solved[a] * across[l][a] }
        information[k][l] = sum / 2
      }
    }
    let turn = ElementaryFunctions.logarithm(2 * Double.pi)
    return Solution(
      fixed: fixed, standardErrors: (0..<count).map { inverseNormal[$0][$0].squareRoot() },
      logLikelihood: -(logarithm + factor.logarithm + square + Double(values.count - count) * turn)
        / 2,
      gradient: gradient, information: information)
  }

  /// The inverse of a block's covariance matrix, and the logarithm of its determinant.
  private func inverse(
    _ block: Block, _ variances: [Double]
  ) throws(VarianceComponents.Failure) -> (inverse: [Double], logarithm: Double) {
    let size = block.rows.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for row in 0..<size { matrix[row][row] = variances[factors] }
    for (k, levels) in block.levels.enumerated() {
      for rows in levels {
        for row in rows { for other in rows { matrix[row][other] += variances[k] } }
      }
    }
    guard let factor = SmallCholesky(matrix) else { throw .notSettled }
    return (factor.inverse, factor.logarithm)
  }

  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    let size = vector.count
    return (0..<size).map { row in
      var sum = 0.0
      for column in 0..<size { sum += matrix[row * size + column] * vector[column] }
      return sum
    }
  }
}
