/// A 4 × 4 matrix whose last row is `0 0 0 1`, in binary64.
public struct Affine: Sendable, Equatable {
  /// The top three rows, by row: twelve numbers.
  public var rows: [Double]

  /// - Precondition: twelve numbers.
  public init(rows: [Double]) {
    precondition(rows.count == 12)
    self.rows = rows
  }

  public static let identity = Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
}
