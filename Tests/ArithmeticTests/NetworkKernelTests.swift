import Arithmetic
import Testing

/// Kernels of neural networks, under every backend and format, against plain loops in binary64.
@Suite struct NetworkKernelTests {
  static let cases = KernelAgreementTests.cases.filter { accurateBackends.contains($0.0) }
  static let precise = cases.filter { preciseBackends.contains($0.0) }

  /// Those that run in vectors draw what the kernels of single operations draw.
  @Test(arguments: KernelAgreementTests.cases)
  func scalesEqualElementwiseKernels(_ name: String, _ format: RealFormat) throws {
    var source = Source(43)
    // Planes start at odd elements, and are longer than vectors.
    let shape = [1, 3, 5, 9]
    let (x, scale, shift) = (
      source.tensor(format, shape), source.tensor(format, [3]), source.tensor(format, [3])
    )
    func spread(_ channels: RealTensor) -> RealTensor {
      RealTensor(
        format, shape: shape, channels.doubles.flatMap { [Double](repeating: $0, count: 45) })
    }
    let expected = try arithmetic(name).multiplyAdd(x, spread(scale), spread(shift))
    let found = try arithmetic(name).scaleAndShift(x, scale: scale, shift: shift)
    #expect(found.doubles == expected.doubles)
    let products = try arithmetic(name).multiply(
      RealTensor(format, shape: shape, [Double](repeating: 0.3, count: 135)), x)
    let leaky = try arithmetic(name).leakyReLU(x, slope: 0.3)
    #expect(leaky.doubles == zip(x.doubles, products.doubles).map { $0 > 0 ? $0 : $1 })
  }

  private func tensor(_ format: RealFormat, _ shape: [Int], _ values: [Double]) -> RealTensor {
    RealTensor(format, shape: shape, values)
  }

  @Test(arguments: cases)
  func activations(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    let unit = format.unit(name)
    var source = Source(41)
    let shape = [2, 3, 5, 7]
    let (x, g) = (source.tensor(format, shape), source.tensor(format, shape))
    let (v, w) = (x.doubles, g.doubles)
    let slope = 0.25
    #expect(kernels.relu(x).doubles == v.map { max($0, 0) })
    #expect(kernels.reluGradient(x, gradient: g).doubles == zip(v, w).map { $0 > 0 ? $1 : 0 })
    let leaky = kernels.leakyReLU(x, slope: slope)
    #expect(leaky.shape == shape)
    #expect(error(leaky, v.map { $0 > 0 ? $0 : slope * $0 }) <= 2 * unit)
    let back = kernels.leakyReLUGradient(x, slope: slope, gradient: g)
    #expect(error(back, zip(v, w).map { $0 > 0 ? $1 : slope * $1 }) <= 2 * unit)
    let learnt = zip(v, w).reduce(0) { $0 + ($1.0 > 0 ? 0 : $1.0 * $1.1) }
    let size = zip(v, w).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
    #expect(
      abs(kernels.leakyReLUSlopeGradient(x, gradient: g) - learnt) <= 40 * unit * size)
  }

  @Test(arguments: RealFormat.allCases)
  func activationsAtTheEdges(_ format: RealFormat) throws {
    let kernels = try arithmetic("ieee")
    let x = tensor(format, [5], [0, -0.0, .nan, -.infinity, .infinity])
    let leaky = kernels.leakyReLU(x, slope: 0.5).doubles
    #expect(leaky[0] == 0 && leaky[1] == 0 && leaky[2].isNaN)
    #expect(leaky[3] == -.infinity && leaky[4] == .infinity)
    let relu = kernels.relu(x).doubles
    #expect(relu[3] == 0 && relu[4] == .infinity && relu[2].isNaN)
    #expect(kernels.operations.executed == ["multiply": 4])
  }

  @Test(arguments: cases)
  func maximumAndItsTies(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    let a = tensor(format, [6], [1, 2, -3, .nan, 1, 4])
    let b = tensor(format, [6], [2, 1, -3, 1, .nan, 4])
    let greatest = kernels.maximum(a, b).doubles
    #expect(Array(greatest[..<3]) == [2, 2, -3] && greatest[5] == 4)
    #expect(greatest[3].isNaN && greatest[4].isNaN)
    let g = tensor(format, [6], [8, 8, 8, 8, 8, 8])
    let both = kernels.maximumGradient(a, b, gradient: g)
    // As torch.maximum: ties are split, and NaN is neither less nor equal.
    #expect(error(both.a, [0, 8, 4, 8, 8, 4]) <= format.unit(name))
    #expect(error(both.b, [8, 0, 4, 8, 8, 4]) <= format.unit(name))
    #expect(kernels.operations.executed == ["multiply": 2])
  }

  @Test(arguments: cases)
  func scaleAndShift(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(42)
    for spatial in [[], [9], [4, 5], [2, 3, 5]] {
      let x = source.tensor(format, [2, 3] + spatial)
      let (scale, shift) = (source.tensor(format, [3]), source.tensor(format, [3]))
      let plane = spatial.reduce(1, *)
      let expected = x.doubles.enumerated().map { i, value in
        value * scale.doubles[i / plane % 3] + shift.doubles[i / plane % 3]
      }
      let result = kernels.scaleAndShift(x, scale: scale, shift: shift)
      #expect(result.shape == x.shape)
      #expect(error(result, expected) <= 5 * format.unit(name))
    }
  }

  // MARK: Pooling

  /// Value and place of each window's maximum, searched in the order of memory.
  private func maxima(_ v: [Double], _ shape: [Int], axes: Int) -> (
    values: [Double], places: [Int32]
  ) {
    let d = axes == 3 ? shape[shape.count - 3] : 1
    let (h, w) = (shape[shape.count - 2], shape[shape.count - 1])
    var result: ([Double], [Int32]) = ([], [])
    for plane in 0..<v.count / (d * h * w) {
      for z in 0..<(axes == 3 ? d / 2 : 1) {
        for y in 0..<h / 2 {
          for x in 0..<w / 2 {
            var best: Int?
            for a in axes == 3 ? [2 * z, 2 * z + 1] : [0] {
              for b in [2 * y, 2 * y + 1] {
                for c in [2 * x, 2 * x + 1] {
                  let place = (a * h + b) * w + c
                  let value = v[plane * d * h * w + place]
                  if let other = best {
                    let old = v[plane * d * h * w + other]
                    if value > old || value.isNaN { best = place }
                  } else {
                    best = place
                  }
                }
              }
            }
            result.0.append(v[plane * d * h * w + (best ?? 0)])
            result.1.append(Int32(best ?? 0))
          }
        }
      }
    }
    return result
  }

  @Test(arguments: RealFormat.allCases)
  func maxPoolAndBack(_ format: RealFormat) throws {
    let kernels = try arithmetic("stochastic-rounding", threads: 2)
    var source = Source(43)
    for (shape, axes) in [
      ([2, 3, 6, 8], 2), ([3, 5, 7], 2), ([2, 4, 6, 10], 3), ([1, 1, 3, 2, 5], 3),
    ] {
      var values = source.tensor(format, shape).doubles
      // Ties and NaN.
      values[1] = values[0]
      values[values.count / 2] = .nan
      let x = tensor(format, shape, values)
      let pooled = kernels.maxPool(x, axes: axes)
      let expected = maxima(x.doubles, shape, axes: axes)
      let sizes = shape.dropLast(axes) + shape.suffix(axes).map { $0 / 2 }
      #expect(pooled.values.shape == Array(sizes) && pooled.indices.shape == Array(sizes))
      #expect(zip(pooled.values.doubles, expected.values).allSatisfy { $0 == $1 || $1.isNaN })
      #expect(pooled.indices.values == expected.places)
      let g = source.tensor(format, Array(sizes))
      let spread = kernels.unpool(g, indices: pooled.indices, shape: shape, axes: axes)
      let plane = shape.suffix(axes).reduce(1, *)
      let small = sizes.suffix(axes).reduce(1, *)
      var back = [Double](repeating: 0, count: values.count)
      for (i, place) in pooled.indices.values.enumerated() {
        back[i / small * plane + Int(place)] = g.doubles[i]
      }
      #expect(spread.shape == shape && spread.doubles == back)
      #expect(kernels.pool(spread, at: pooled.indices, axes: axes) == g)
    }
    #expect(kernels.operations.executed.isEmpty)
  }

  // MARK: Resizing

  /// Linear interpolation along one axis as PyTorch's documentation defines it.
  private func resized(
    _ v: [Double], _ shape: [Int], axis: Int, to size: Int, _ alignment: ResizeAlignment
  ) -> [Double] {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let n = shape[axis]
    var result: [Double] = []
    for block in 0..<v.count / (n * inner) {
      for j in 0..<size {
        let place =
          alignment == .edges
          ? max(0, (Double(j) + 0.5) * Double(n) / Double(size) - 0.5)
          : size > 1 ? Double(j) * Double(n - 1) / Double(size - 1) : 0
        let low = min(Int(place), n - 1)
        let high = min(low + 1, n - 1)
        let t = min(place - Double(low), 1)
        for i in 0..<inner {
          let (a, b) = (v[(block * n + low) * inner + i], v[(block * n + high) * inner + i])
          result.append((1 - t) * a + t * b)
        }
      }
    }
    return result
  }

  private static let resizings: [(shape: [Int], sizes: [Int])] = [
    ([2, 3, 8, 10], [5, 16]), ([1, 2, 7, 6], [7, 9]), ([2, 1, 4, 5, 6], [8, 10, 12]),
    ([1, 1, 9], [4]), ([1, 1, 4, 1], [1, 3]),
  ]

  @Test(arguments: precise, ResizeAlignment.allCases)
  func resize(_ backend: (String, RealFormat), _ alignment: ResizeAlignment) throws {
    let (name, format) = backend
    let kernels = try arithmetic(name)
    var source = Source(44)
    for (shape, sizes) in Self.resizings {
      let x = source.tensor(format, shape)
      let first = shape.count - sizes.count
      var (expected, current) = (x.doubles, shape)
      for axis in sizes.indices.reversed() {
        expected = resized(
          expected, current, axis: first + axis, to: sizes[axis], alignment)
        current[first + axis] = sizes[axis]
      }
      let result = kernels.resize(x, to: sizes, alignment: alignment)
      #expect(result.shape == current)
      #expect(error(result, expected) <= 60 * format.unit(name), "\(shape) to \(sizes)")
      // The adjoint: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
      let y = source.tensor(format, current)
      let back = kernels.resizeGradient(
        y, from: Array(shape.suffix(sizes.count)), alignment: alignment)
      #expect(back.shape == shape)
      let left = zip(expected, y.doubles).reduce(0) { $0 + $1.0 * $1.1 }
      let right = zip(x.doubles, back.doubles).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(left - right) <= 200 * format.unit(name) * Double(y.count), "\(shape)")
    }
  }

  @Test(arguments: cases)
  func upsample(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(45)
    for (shape, axes) in [([2, 3, 4], 1), ([2, 3, 4], 2), ([2, 3, 4, 5], 3)] {
      let x = source.tensor(format, shape)
      let result = kernels.upsample(x, axes: axes)
      let target = Array(shape.dropLast(axes) + shape.suffix(axes).map { 2 * $0 })
      #expect(result.shape == target)
      /// The element that output element `i` copies.
      func origin(_ i: Int) -> Int {
        var (rest, stride, index) = (i, 1, 0)
        for axis in target.indices.reversed() {
          let place = rest % target[axis]
          rest /= target[axis]
          index += (target[axis] == shape[axis] ? place : place / 2) * stride
          stride *= shape[axis]
        }
        return index
      }
      let v = x.doubles
      #expect(result.doubles == result.doubles.indices.map { v[origin($0)] })
      let g = source.tensor(format, target)
      var expected = [Double](repeating: 0, count: v.count)
      for (i, value) in g.doubles.enumerated() { expected[origin(i)] += value }
      let back = kernels.upsampleGradient(g, axes: axes)
      #expect(back.shape == shape)
      #expect(error(back, expected) <= 20 * format.unit(name))
    }
  }

  // MARK: Moving data

  @Test(arguments: RealFormat.allCases)
  func concatenateAndSplit(_ format: RealFormat) {
    let a = tensor(format, [2, 1, 3], [0, 1, 2, 3, 4, 5])
    let b = tensor(format, [2, 2, 3], (6..<18).map(Double.init))
    let joined = RealTensor.concatenate([a, b], axis: 1)
    #expect(joined.shape == [2, 3, 3])
    #expect(
      joined.doubles == [0, 1, 2, 6, 7, 8, 9, 10, 11, 3, 4, 5, 12, 13, 14, 15, 16, 17])
    #expect(joined.split([1, 2], axis: 1) == [a, b])
    #expect(joined.slice(1..<2, axis: 0).doubles == Array(joined.doubles[9...]))
    #expect(joined.slice(2..<3, axis: 2).doubles == [2, 8, 11, 5, 14, 17])
    #expect(joined.slice(1..<1, axis: 1).shape == [2, 0, 3])
  }
}
