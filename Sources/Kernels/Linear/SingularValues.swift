internal import ArithmeticTypes

extension Backend {
  func singularValues(_ a: RealTensor) -> (u: RealTensor, values: RealTensor, v: RealTensor)? {
    switch a.format {
    case .binary32: singularValues(rule32, a)
    case .binary64: singularValues(rule64, a)
    }
  }

  private func singularValues<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor)
    -> (u: RealTensor, values: RealTensor, v: RealTensor)?
  {
    precondition(a.shape.count == 2, "a matrix expected")
    let (rows, columns) = (a.shape[0], a.shape[1])
    let isWide = columns > rows
    // The columns of a tall matrix, one after the other: the rows of its transpose.
    let input = Rule.Real.unwrap(a).rowMajor(transposed: !isWide)
    let (length, k) = (max(rows, columns), min(rows, columns))
    guard input.values.allSatisfy(\.isFinite) else { return nil }
    var jacobi = JacobiRotations(
      rule, input.values, length: length, count: k, session.nextCall())
    jacobi.run()
    let result = jacobi.result(session.nextCall())
    count(rule, jacobi.tally)
    let left = Tensor(shape: [k, length], values: result.left).rowMajor(transposed: true)
    let right = Tensor(shape: [k, k], values: result.right).rowMajor(transposed: true)
    let (u, v) = isWide ? (right, left) : (left, right)
    return (
      Rule.Real.wrap(u), Rule.Real.wrap(Tensor(shape: [k], values: result.values)),
      Rule.Real.wrap(v)
    )
  }
}

/// One-sided Jacobi rotations: columns are turned in pairs until all are orthogonal; their lengths
/// are then the singular values.
///
/// A sweep visits the pairs (p, q), p < q, row by row. A pair is turned where |a_p · a_q| is above
/// n ε |a_p| |a_q|, n being the columns' length and ε the gap above one; a sweep that turns none is
/// the last, and so is the thirtieth. Visit i draws the words of element i.
private struct JacobiRotations<Rule: RoundingRule> {
  typealias Real = Rule.Real

  private let rule: Rule
  private let length: Int
  private let count: Int
  private let key: CallKey
  /// Columns one after the other, divided by 2^exponent.
  private var columns: [Real]
  /// Columns of the product of all rotations.
  private var rotations: [Real]
  private let scale: Real
  private var visits = 0
  private(set) var tally = Tally()

  init(_ rule: Rule, _ columns: [Real], length: Int, count: Int, _ key: CallKey) {
    (self.rule, self.length, self.count, self.key) = (rule, length, count, key)
    // An exact scaling keeps squares from overflow and underflow.
    let greatest = columns.reduce(0) { max($0, $1.magnitude) }
    let scale: Real =
      greatest > 0 ? Real(sign: .plus, exponent: greatest.exponent, significand: 1) : 1
    self.scale = scale
    self.columns = columns.map { $0 / scale }
    rotations = [Real](repeating: 0, count: count * count)
    for i in 0..<count { rotations[i * count + i] = 1 }
  }

  mutating func run() {
    for _ in 0..<30 {
      var isTurned = false
      for p in 0..<max(0, count - 1) {
        for q in p + 1..<count where visit(p, q) { isTurned = true }
      }
      if !isTurned { return }
    }
  }

  /// Makes columns p and q orthogonal; false where they were.
  private mutating func visit(_ p: Int, _ q: Int) -> Bool {
    var bits = Rule.Bits(key, element: visits)
    visits += 1
    let alpha = dot(p, p, &bits)
    let beta = dot(q, q, &bits)
    let gamma = dot(p, q, &bits)
    let tolerance = Real.nearest(Double(length)) * Real.ulpOfOne
    let lengths = rule.multiply(
      rule.squareRoot(alpha, &bits), rule.squareRoot(beta, &bits), &bits)
    let limit = rule.multiply(tolerance, lengths, &bits)
    tally = tally.adding(Tally(multiply: 2, squareRoot: 2, accumulate: 3 * length))
    guard gamma.magnitude > limit else { return false }
    // Rutishauser 1971: t = tan of the angle, the smaller root of t² + 2ζt − 1.
    let zeta = rule.divide(
      rule.subtract(beta, alpha, &bits), rule.multiply(2, gamma, &bits), &bits)
    let root = rule.squareRoot(rule.accumulate(1, zeta, zeta, &bits), &bits)
    let size = rule.divide(1, rule.add(zeta.magnitude, root, &bits), &bits)
    let t = zeta < 0 ? -size : size
    let c = rule.divide(1, rule.squareRoot(rule.accumulate(1, t, t, &bits), &bits), &bits)
    let s = rule.multiply(c, t, &bits)
    turn(&columns, length, p, q, c, s, &bits)
    turn(&rotations, count, p, q, c, s, &bits)
    tally = tally.adding(Tally(add: 2, multiply: 2, divide: 3, squareRoot: 2, accumulate: 2))
    tally = tally.adding(Tally(multiply: 2, accumulate: 2) * (length + count))
    return true
  }

  private func dot(_ p: Int, _ q: Int, _ bits: inout Rule.Bits) -> Real {
    var sum: Real = 0
    for i in 0..<length {
      sum = rule.accumulate(sum, columns[p * length + i], columns[q * length + i], &bits)
    }
    return sum
  }

  /// (x, y) ← (c x − s y, s x + c y), entry by entry.
  private func turn(
    _ columns: inout [Real], _ length: Int, _ p: Int, _ q: Int, _ c: Real, _ s: Real,
    _ bits: inout Rule.Bits
  ) {
    for i in 0..<length {
      let (x, y) = (columns[p * length + i], columns[q * length + i])
      columns[p * length + i] = rule.accumulate(rule.multiply(c, x, &bits), -s, y, &bits)
      columns[q * length + i] = rule.accumulate(rule.multiply(s, x, &bits), c, y, &bits)
    }
  }

  /// Lengths of the columns, descending (the first of equals first), the columns divided by them and
  /// the rotations' columns in that order; column j draws the words of element j.
  mutating func result(_ key: CallKey) -> (left: [Real], values: [Real], right: [Real]) {
    var lengths: [Real] = []
    for j in 0..<count {
      var bits = Rule.Bits(key, element: j)
      let length = rule.squareRoot(dot(j, j, &bits), &bits)
      lengths.append(length)
      for i in 0..<self.length where length != 0 {
        let at = j * self.length + i
        columns[at] = rule.divide(columns[at], length, &bits)
      }
      tally = tally.adding(
        Tally(divide: length != 0 ? self.length : 0, squareRoot: 1, accumulate: self.length))
    }
    let order = lengths.indices.sorted {
      lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1
    }
    return (
      order.flatMap { columns[$0 * length..<($0 + 1) * length] },
      order.map { lengths[$0] * scale },
      order.flatMap { rotations[$0 * count..<($0 + 1) * count] }
    )
  }
}
