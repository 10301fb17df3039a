extension Elementary {
  /// cos(2π u) for u in [0, 1], error below 2⁻⁵¹ absolute.
  static func cosineOfTurns(_ u: Double) -> Double {
    // Reduction is exact: u less the nearest quarter turn, in [−1/8, 1/8].
    let quarter = (4 * u).rounded(.toNearestOrEven)
    let angle = (u - quarter * 0.25) * 0x1.921fb54442d18p2
    let square = angle * angle
    switch Int(quarter) & 3 {
    case 0: return cosine(square: square)
    case 1: return -sine(angle, square)
    case 2: return -cosine(square: square)
    default: return sine(angle, square)
    }
  }
}
