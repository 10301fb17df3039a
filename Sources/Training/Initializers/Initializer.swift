public import Arithmetic

/// How the filters and matrices of a network start: the thirteen ways of arXiv 2509.05238, by the formulas
/// of PyTorch's `torch.nn.init`.
///
/// Numbers are drawn in binary64 and rounded to nearest, outside of any arithmetic: trainings that differ
/// only in their arithmetic start at the same weights.
public enum Initializer: String, Sendable, CaseIterable {
  /// U(0, 1).
  case uniform
  /// N(0, 1).
  case normal
  case ones, zeros
  /// Ones on the diagonal of the matrix `[outputs, inputs × taps]`.
  case identity
  /// The same; PyTorch's name for it.
  case eye
  /// Each channel goes through as it is: a one at the middle tap.
  case dirac
  /// U(±√(6 / (in + out))) and N(0, 2 / (in + out)) (Glorot and Bengio 2010).
  case xavierUniform = "xavier-uniform"
  case xavierNormal = "xavier-normal"
  /// U(±√(6 / in)) and N(0, 2 / in) (He et al. 2015).
  case kaimingUniform = "kaiming-uniform"
  case kaimingNormal = "kaiming-normal"
  /// Orthonormal rows or columns (Saxe et al. 2014).
  case orthogonal
  /// A tenth of each column zero, the others N(0, 0.01²) (Martens 2010).
  case sparse

  /// Weights of a shape `[outputs, inputs, taps…]`.
  ///
  /// - Parameter stream: numbers of this tensor alone.
  public func values(_ shape: [Int], _ stream: RandomStream) -> [Double] {
    let count = shape.reduce(1, *)
    let rows = shape.first ?? 1
    let columns = count / max(1, rows)
    let taps = shape.dropFirst(2).reduce(1, *)
    let (inputs, outputs) = (Double(columns), Double(rows * taps))
    func uniform(_ bound: Double) -> [Double] {
      (0..<count).map { bound * (2 * stream.uniform(UInt64($0)) - 1) }
    }
    func normal(_ deviation: Double) -> [Double] {
      (0..<count).map { deviation * stream.normal(UInt64($0)) }
    }
    switch self {
    case .uniform: return (0..<count).map { stream.uniform(UInt64($0)) }
    case .normal: return normal(1)
    case .ones: return [Double](repeating: 1, count: count)
    case .zeros: return [Double](repeating: 0, count: count)
    case .identity, .eye:
      return (0..<count).map { $0 / max(1, columns) == $0 % max(1, columns) ? 1 : 0 }
    case .dirac:
      var values = [Double](repeating: 0, count: count)
      let middle = Self.middle(Array(shape.dropFirst(2)))
      for channel in 0..<min(rows, columns / max(1, taps)) {
        values[channel * columns + channel * taps + middle] = 1
      }
      return values
    case .xavierUniform: return uniform((6 / (inputs + outputs)).squareRoot())
    case .xavierNormal: return normal((2 / (inputs + outputs)).squareRoot())
    case .kaimingUniform: return uniform((6 / inputs).squareRoot())
    case .kaimingNormal: return normal((2 / inputs).squareRoot())
    case .orthogonal: return Self.orthogonal(rows, columns, stream)
    case .sparse: return Self.sparse(rows, columns, stream)
    }
  }

  /// The middle tap, counted over all axes.
  private static func middle(_ kernel: [Int]) -> Int {
    kernel.reduce(0) { $0 * $1 + $1 / 2 }
  }

  /// Gram and Schmidt's method, twice, on normal numbers: the Q of a QR decomposition whose R has a
  /// positive diagonal.
  private static func orthogonal(_ rows: Int, _ columns: Int, _ stream: RandomStream) -> [Double] {
    let (count, length) = (min(rows, columns), max(rows, columns))
    var vectors: [[Double]] = []
    for number in 0..<count {
      var vector = (0..<length).map { stream.normal(UInt64(number * length + $0)) }
      for _ in 0..<2 {
        for other in vectors {
          let part = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for place in 0..<length { vector[place] -= part * other[place] }
        }
      }
      let size = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vectors.append(vector.map { $0 / size })
    }
    var values = [Double](repeating: 0, count: rows * columns)
    for (number, vector) in vectors.enumerated() {
      for (place, value) in vector.enumerated() {
        values[rows <= columns ? number * columns + place : place * columns + number] = value
      }
    }
    return values
  }

  /// The zeros of a column are the rows whose numbers are the least.
  private static func sparse(_ rows: Int, _ columns: Int, _ stream: RandomStream) -> [Double] {
    let zeros = (rows + 9) / 10
    var values = (0..<rows * columns).map { 0.01 * stream.normal(UInt64($0)) }
    for column in 0..<columns {
      let order = (0..<rows).sorted {
        stream.word(UInt64($0 * columns + column)) < stream.word(UInt64($1 * columns + column))
      }
      for row in order.prefix(zeros) { values[row * columns + column] = 0 }
    }
    return values
  }
}
