import Arithmetic
import Support
import Testing

@testable import Imaging

@Suite struct WeightMapTests {
  private static let shape = [9, 8, 7]

  private static let classes: Tensor<Int32> = {
    let stream = RandomStream(key: 4, stream: 0)
    // Blobs of classes: 0, 3, 34 and 40, without those in between.
    let values = (0..<shape.reduce(1, *)).map { place -> Int32 in
      let (x, y, z) = (place / 56, place / 7 % 8, place % 7)
      let far = (x - 4) * (x - 4) + (y - 4) * (y - 4) + (z - 3) * (z - 3)
      if far > 18 { return 0 }
      if far > 8 { return stream.uniform(UInt64(place)) < 0.8 ? 34 : 0 }
      return far > 4 ? 3 : stream.uniform(UInt64(place)) < 0.5 ? 40 : 3
    }
    return Tensor(shape: shape, values: values)
  }()

  @Test(.enabled(if: Python.isAvailable)) func weightsAreThoseOfNumPyAndSciPy() throws {
    let map = WeightMap(greatest: 5, edge: 4, thin: 3, rim: 2)
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 1)
    let found = map.weights(Self.classes, arithmetic)
    #expect(found.shape == Self.shape)
    let right = try Python.numbers(
      """
      import numpy as np
      from scipy.ndimage import binary_closing, binary_erosion
      m = \(Python.array(Self.classes.values.map(Double.init))).astype(int).reshape(9, 8, 7)
      present, inverse, counts = np.unique(m, return_inverse=True, return_counts=True)
      w = np.minimum(np.median(counts) / counts, 5)[inverse].reshape(m.shape)
      gx, gy, gz = np.gradient(m)
      w = w + 4 * (gx ** 2 + gy ** 2 + gz ** 2 > 0)
      cube = np.ones((3, 3, 3))
      w = w + 3 * (binary_closing(m > 33, structure=cube) ^ (m > 33))
      w = w + 2 * (((m > 0) ^ binary_erosion(m > 0, structure=cube)) & (m > 33))
      print(*w.ravel())
      """)
    #expect(zip(found.doubles, right).allSatisfy { agree($0, $1, within: 1e-12) })
    #expect(Set(found.doubles).count > 5)
  }

  @Test func evenWeightsAreOnes() throws {
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    #expect(WeightMap(greatest: nil).isEven)
    let weights = WeightMap(greatest: nil).weights(Self.classes, arithmetic)
    #expect(weights.doubles.allSatisfy { $0 == 1 })
  }
}

@Suite struct FastSurferTruthTests {
  @Test func labelsHaveTheClassesOfTheirPlane() {
    let axial = FastSurferTruth(.axial)
    #expect(axial.names.count == 79 && axial.twins[2001 + 30] == 1031 && axial.twins[80] == 77)
    let sagittal = FastSurferTruth(.sagittal)
    #expect(sagittal.names.count == 51 && sagittal.twins[10] == 49 && sagittal.twins[2005] == 1005)
    // Every twin is one of the classes, or the background.
    for truth in [axial, sagittal] {
      let names = Set(truth.names)
      for (label, twin) in truth.twins where !names.contains(label) {
        #expect(names.contains(twin) || truth.twins[twin].map(names.contains) == true, "\(label)")
      }
    }
  }

  /// Cortex without a parcel takes the parcel that is largest around it.
  @Test func cortexWithoutAParcelIsFilled() throws {
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    var values = [Int32](repeating: 0, count: 11 * 11 * 11)
    for place in values.indices {
      let (x, y) = (place / 121, place / 11 % 11)
      if y == 5 { values[place] = x < 4 ? 1008 : x > 6 ? 1030 : 1000 }
      if y == 6, x == 5 { values[place] = 2008 }
    }
    let filled = FastSurferTruth(.coronal).filled(
      Tensor(shape: [11, 11, 11], values: values), arithmetic)
    #expect(!filled.values.contains(1000))
    #expect(filled.values[544] == 1008)
    #expect(filled.values[786] == 1030)
    // Nothing but the unknown cortex changes.
    #expect(zip(filled.values, values).allSatisfy { $0 == $1 || $1 == 1000 })
    let alone = Tensor<Int32>(shape: [2, 2, 2], repeating: 2000)
    #expect(FastSurferTruth(.coronal).filled(alone, arithmetic) == alone)
  }
}
