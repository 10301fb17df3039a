import Arithmetic
import Support
import Testing

@testable import Training

/// Gradients of losses against central differences, and values against their definitions, in binary64.
@Suite struct LossTests {
  private let arithmetic: any Arithmetic
  private let stream = RandomStream(key: 5, stream: 0)

  init() throws {
    arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 1)
  }

  private func numbers(_ shape: [Int], from start: UInt64) -> RealTensor {
    RealTensor(
      .binary64, shape: shape,
      (0..<shape.reduce(1, *)).map { stream.uniform(start + UInt64($0)) })
  }

  private func check(_ shape: [Int], _ loss: (RealTensor) -> LossValue) {
    let x = numbers(shape, from: 100)
    let found = loss(x)
    for place in 0..<x.count {
      var (above, below) = (x.doubles, x.doubles)
      above[place] += 1e-5
      below[place] -= 1e-5
      let slope =
        (loss(RealTensor(.binary64, shape: shape, above)).value
          - loss(RealTensor(.binary64, shape: shape, below)).value) / 2e-5
      let own = found.gradient.doubles[place]
      #expect(abs(own - slope) < 1e-8, "at \(place): \(own), \(slope)")
    }
  }

  private var classes: Tensor<Int32> {
    Tensor(shape: [2, 3, 4], values: (0..<24).map { Int32($0 * 5 % 4) })
  }

  @Test func gradientsAreThoseOfDifferences() {
    let weights = numbers([2, 3, 4], from: 900)
    check([2, 5, 3, 4]) { DiceLoss()($0, classes, arithmetic) }
    check([2, 5, 3, 4]) { CrossEntropyLoss()($0, classes, weights: weights, arithmetic) }
    check([2, 5, 3, 4]) {
      SegmentationLoss(dice: 0.7, crossEntropy: 2)($0, classes, weights: weights, arithmetic)
    }
    let target = numbers([2, 3, 4, 3], from: 500)
    check([2, 3, 4, 3]) { SoftDiceLoss()($0, target, arithmetic) }
    check([2, 3, 4, 3]) { MeanSquaredError()($0, target, arithmetic) }
    check([1, 3, 4, 3, 2]) { GradientPenalty()($0, arithmetic) }
    let image = numbers([1, 1, 5, 4, 6], from: 700)
    check([1, 1, 5, 4, 6]) {
      LocalCorrelationLoss(window: 3, epsilon: 1e-3)($0, image, arithmetic)
    }
  }

  @Test func valuesAreThoseOfTheirDefinitions() {
    let x = numbers([2, 5, 3, 4], from: 100)
    let p = arithmetic.softmax(x).doubles
    let weights = numbers([2, 3, 4], from: 900)
    var (dice, entropy) = (0.0, 0.0)
    for name in 0..<5 {
      var (common, sum) = (0.0, 0.0)
      for image in 0..<2 {
        for place in 0..<12 {
          let t = Int(classes.values[image * 12 + place]) == name ? 1.0 : 0
          let own = p[(image * 5 + name) * 12 + place]
          common += own * t
          sum += own + t
          if t == 1 { entropy -= ln(own) * weights.doubles[image * 12 + place] }
        }
      }
      dice += (1 - 2 * common / (sum + 0.001)) / 5
    }
    let loss = SegmentationLoss()(x, classes, weights: weights, arithmetic)
    #expect(abs(loss.value - dice - entropy / 24) < 1e-12)
    #expect(abs((loss.parts["dice"] ?? 0) - dice) < 1e-12)
    // A class that is nowhere counts, an image that is constant has no correlation.
    let flat = RealTensor(.binary64, shape: [1, 1, 4, 4], [Double](repeating: 2, count: 16))
    #expect(abs(LocalCorrelationLoss(window: 3)(flat, flat, arithmetic).value) < 1)
    let nothing = RealTensor(.binary64, shape: [1, 2, 2], [0, 0, 1, 1])
    #expect(abs(SoftDiceLoss()(nothing, nothing, arithmetic).value - 0.5) < 1e-15)
  }

  /// What registration is trained with, element by element.
  @Test func valuesOfRegistrationAreThoseOfTheirDefinitions() {
    let shape = [1, 1, 5, 4, 6]
    let (x, y) = (numbers(shape, from: 100), numbers(shape, from: 700))
    let (a, b) = (x.doubles, y.doubles)
    let squares = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(abs(MeanSquaredError()(x, y, arithmetic).value - squares / 120) < 1e-14)

    func place(_ i: Int, _ j: Int, _ k: Int) -> Int? {
      (0..<5).contains(i) && (0..<4).contains(j) && (0..<6).contains(k) ? (i * 4 + j) * 6 + k : nil
    }
    /// Zeros lie beyond the edges, and count.
    func windowed(_ i: Int, _ j: Int, _ k: Int) -> Double {
      var sums = (a: 0.0, b: 0.0, aa: 0.0, bb: 0.0, ab: 0.0)
      for place in (0..<27).compactMap({ place(i + $0 / 9 - 1, j + $0 / 3 % 3 - 1, k + $0 % 3 - 1) }
      ) {
        sums.a += a[place]
        sums.b += b[place]
        sums.aa += a[place] * a[place]
        sums.bb += b[place] * b[place]
        sums.ab += a[place] * b[place]
      }
      let cross = sums.ab - sums.a * sums.b / 27
      let spread = (sums.aa - sums.a * sums.a / 27) * (sums.bb - sums.b * sums.b / 27)
      return cross * cross / (spread + 1e-5)
    }
    let correlation = (0..<120).reduce(0.0) { $0 - windowed($1 / 24, $1 / 6 % 4, $1 % 6) / 120 }
    #expect(abs(LocalCorrelationLoss(window: 3)(x, y, arithmetic).value - correlation) < 1e-12)

    // Two components on 3 × 2 × 4 voxels.
    let field = numbers([1, 2, 3, 2, 4], from: 300)
    let f = field.doubles
    var rough = 0.0
    for (extents, step) in [([2, 2, 4], 8), ([3, 1, 4], 4), ([3, 2, 3], 1)] {
      var sum = 0.0
      for component in 0..<2 {
        for i in 0..<extents[0] {
          for j in 0..<extents[1] {
            for k in 0..<extents[2] {
              let place = component * 24 + i * 8 + j * 4 + k
              sum += (f[place + step] - f[place]) * (f[place + step] - f[place])
            }
          }
        }
      }
      rough += sum / Double(2 * extents.reduce(1, *)) / 3
    }
    #expect(abs(GradientPenalty()(field, arithmetic).value - rough) < 1e-13)

    // Σ over images and places, by channel.
    let (m, t) = (numbers([2, 3, 4], from: 11), numbers([2, 3, 4], from: 57))
    var dice = 0.0
    for channel in 0..<3 {
      var (common, sum) = (0.0, 0.0)
      for image in 0..<2 {
        for place in 0..<4 {
          let index = (image * 3 + channel) * 4 + place
          common += m.doubles[index] * t.doubles[index]
          sum += m.doubles[index] + t.doubles[index]
        }
      }
      dice += 2 * common / sum / 3
    }
    #expect(abs(SoftDiceLoss()(m, t, arithmetic).value - (1 - dice)) < 1e-14)
  }

  private func ln(_ x: Double) -> Double {
    arithmetic.logarithm(RealTensor(.binary64, shape: [1], [x])).doubles[0]
  }
}
