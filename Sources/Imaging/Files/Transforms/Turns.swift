/// Sine and cosine by the four basic operations alone, so that transforms that files keep as angles
/// have the same bits on every machine.
enum Turns {
  /// - Parameter angle: radians, of at most some thousand turns.
  static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    let quarters = (angle / (Double.pi / 2)).rounded()
    // π / 2 in two parts, so that their multiples are taken away without loss.
    let rest = (angle - quarters * 1.5707963267341256) - quarters * 6.077100506506192e-11
    let square = rest * rest
    var (sine, cosine) = (0.0, 0.0)
    for power in stride(from: 21, through: 1, by: -2) {
      sine = 1 - square * sine / Double((power + 1) * (power + 2))
      cosine = 1 - square * cosine / Double(power * (power + 1))
    }
    sine *= rest
    return switch Int(quarters.truncatingRemainder(dividingBy: 4) + 4) % 4 {
    case 0: (sine, cosine)
    case 1: (cosine, -sine)
    case 2: (-sine, -cosine)
    default: (-cosine, sine)
    }
  }
}
