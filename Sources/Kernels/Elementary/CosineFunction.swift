extension Elementary {
  /// cos(2π u) for u in [0, 1], error below 2⁻⁵¹ absolute.
  static func cosineOfTurns(_ u: Double) -> Double {
    // Reduction is exact: u less the nearest quarter turn, in [−1/8, 1/8].
    let quarter = (4 * u).rounded(.toNearestOrEven)
    let angle = (u - quarter * 0.25) * 0x1.921fb54442d18p2
    let square = angle * angle
    switch Int(quarter) & 3 {
    case 0: return cosine(square)
    case 1: return -sine(angle, square)
    case 2: return -cosine(square)
    default: return sine(angle, square)
    }
  }

  /// Taylor to degree 16 for |angle| ≤ π/4.
  private static func cosine(_ square: Double) -> Double {
    var p = 1.0 / 20_922_789_888_000
    p = (-1.0 / 87_178_291_200).addingProduct(p, square)
    p = (1.0 / 479_001_600).addingProduct(p, square)
    p = (-1.0 / 3_628_800).addingProduct(p, square)
    p = (1.0 / 40_320).addingProduct(p, square)
    p = (-1.0 / 720).addingProduct(p, square)
    p = (1.0 / 24).addingProduct(p, square)
    p = (-0.5).addingProduct(p, square)
    return 1.0.addingProduct(p, square)
  }

  /// Taylor to degree 17 for |angle| ≤ π/4.
  private static func sine(_ angle: Double, _ square: Double) -> Double {
    var p = 1.0 / 355_687_428_096_000
    p = (-1.0 / 1_307_674_368_000).addingProduct(p, square)
    p = (1.0 / 6_227_020_800).addingProduct(p, square)
    p = (-1.0 / 39_916_800).addingProduct(p, square)
    p = (1.0 / 362_880).addingProduct(p, square)
    p = (-1.0 / 5_040).addingProduct(p, square)
    p = (1.0 / 120).addingProduct(p, square)
    p = (-1.0 / 6).addingProduct(p, square)
    return angle.addingProduct(angle * square, p)
  }
}
