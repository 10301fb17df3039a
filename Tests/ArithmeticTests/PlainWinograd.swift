import Arithmetic

/// The tiles of Winograd's convolution: where each one's voxels and outputs are.
struct PlainTiles {
  let images, filters, output: [Int]
  /// Outputs of a tile along an axis.
  let side: Int
  private let before: [Int]

  /// One- and two-dimensional shapes as three-dimensional ones.
  init(_ images: [Int], _ filters: [Int], _ geometry: ConvolutionGeometry) {
    let sizes = geometry.outputSizes(Array(images[2...]), kernel: Array(filters[2...]))
    func deep(_ values: [Int], _ filler: Int) -> [Int] {
      [Int](repeating: filler, count: 3 - values.count) + values
    }
    self.images = images[..<2] + deep(Array(images[2...]), 1)
    self.filters = filters[..<2] + deep(Array(filters[2...]), 1)
    output = deep(sizes, 1)
    side = 7 - filters[filters.count - 1]
    before = deep(geometry.parts.paddingBefore, 0)
  }

  /// Calls `body` with every image, slice and tile of outputs.
  func forEach(_ body: (_ image: Int, _ z: Int, _ y: Int, _ x: Int) -> Void) {
    for image in 0..<images[0] {
      for z in 0..<output[0] {
        for y in stride(from: 0, to: output[1], by: side) {
          for x in stride(from: 0, to: output[2], by: side) { body(image, z, y, x) }
        }
      }
    }
  }

  /// The 6 × 6 voxels of a tile in a channel and at a place of the filter along z.
  func voxels<Real>(
    _ values: [Real], _ tile: (image: Int, z: Int, y: Int, x: Int), channel: Int, depth: Int
  ) -> [[Real]] where Real: BinaryFloatingPoint {
    let z = tile.z + depth - before[0]
    return (0..<6).map { row in
      (0..<6).map { column in
        let (y, x) = (tile.y + row - before[1], tile.x + column - before[2])
        guard (0..<images[2]).contains(z), (0..<images[3]).contains(y), (0..<images[4]).contains(x)
        else { return 0 }
        let plane = (tile.image * images[1] + channel) * images[2] + z
        return values[(plane * images[3] + y) * images[4] + x]
      }
    }
  }

  /// The taps of a filter at a step.
  func taps(_ values: [Double], filter: Int, step: Int) -> [[Double]] {
    let taps = filters[4]
    return (0..<taps).map { row in
      let first = ((filter * steps + step) * taps + row) * taps
      return Array(values[first..<first + taps])
    }
  }

  var steps: Int { filters[1] * filters[2] }

  /// Puts a tile's outputs where they belong.
  func put<Real>(
    _ outputs: [[Real]], _ tile: (image: Int, z: Int, y: Int, x: Int), filter: Int,
    to values: inout [Real]
  ) {
    let plane = (tile.image * filters[0] + filter) * output[0] + tile.z
    for row in 0..<min(side, output[1] - tile.y) {
      for column in 0..<min(side, output[2] - tile.x) {
        values[(plane * output[1] + tile.y + row) * output[2] + tile.x + column] =
          outputs[row][column]
      }
    }
  }

  var count: Int { images[0] * filters[0] * output.reduce(1, *) }
}

/// Winograd's convolution, number by number in its documented order.
struct PlainWinograd<Real: BinaryFloatingPoint & Sendable> {
  let doubles: [Double]

  init(
    _ images: RealTensor, _ filters: RealTensor, _ bias: RealTensor,
    _ geometry: ConvolutionGeometry
  ) {
    let tiles = PlainTiles(images.shape, filters.shape, geometry)
    let (x, w, b) = (images.doubles.map { Real($0) }, filters.doubles, bias.doubles)
    let factors = (0..<tiles.filters[0]).map { filter in
      (0..<tiles.steps).map { step in
        bothAxes(tiles.taps(w, filter: filter, step: step), Self.filter).map { $0.map { Real($0) } }
      }
    }
    var values = [Real](repeating: 0, count: tiles.count)
    tiles.forEach { image, z, y, column in
      let tile = (image: image, z: z, y: y, x: column)
      let inputs = (0..<tiles.steps).map { step in
        bothAxes(
          tiles.voxels(
            x, tile, channel: step / tiles.filters[2], depth: step % tiles.filters[2]), Self.input)
      }
      for filter in 0..<tiles.filters[0] {
        var sums = [[Real]](repeating: [Real](repeating: 0, count: 6), count: 6)
        for step in 0..<tiles.steps {
          for i in 0..<6 {
            for j in 0..<6 {
              sums[i][j].addProduct(factors[filter][step][i][j], inputs[step][i][j])
            }
          }
        }
        // Along x, then along y.
        let output = tiles.side == 4 ? Self.fourOutputs : Self.twoOutputs
        let outputs = transposed(transposed(sums.map(output)).map(output))
        tiles.put(
          outputs.map { $0.map { $0 + Real(b[filter]) } }, tile, filter: filter, to: &values)
      }
    }
    doubles = values.map { Double($0) }
  }

  private static func input(_ d: [Real]) -> [Real] {
    let (a, b): (Real, Real) = (0.75, 1.5)
    let (even, odd) = (d[4].addingProduct(-b * b, d[2]), d[3].addingProduct(-b * b, d[1]))
    let (even2, odd2) = (d[4].addingProduct(-a * a, d[2]), d[3].addingProduct(-a * a, d[1]))
    return [
      even.addingProduct(-a * a, d[2].addingProduct(-b * b, d[0])),
      even.addingProduct(a, odd), even.addingProduct(-a, odd),
      even2.addingProduct(b, odd2), even2.addingProduct(-b, odd2),
      d[5].addingProduct(-b * b, d[3]).addingProduct(-a * a, odd),
    ]
  }

  private static func fourOutputs(_ m: [Real]) -> [Real] {
    let (a, b): (Real, Real) = (0.75, 1.5)
    let (sum, difference) = (m[1] + m[2], m[1] - m[2])
    let (sum2, difference2) = (m[3] + m[4], m[3] - m[4])
    return [
      m[0] + (sum + sum2), (a * difference).addingProduct(b, difference2),
      (a * a * sum).addingProduct(b * b, sum2),
      m[5].addingProduct(a * a * a, difference).addingProduct(b * b * b, difference2),
    ]
  }

  private static func twoOutputs(_ m: [Real]) -> [Real] {
    [
      m[0] + ((m[1] + m[2]) + (m[3] + m[4])),
      m[5].addingProduct(0.75, m[1] - m[2]).addingProduct(1.5, m[3] - m[4]),
    ]
  }

  private static func filter(_ g: [Double]) -> [Double] {
    let (a, b) = (0.75, 1.5)
    func even(_ x: Double) -> Double {
      g.count == 3 ? g[0] + x * x * g[2] : g[0] + x * x * (g[2] + x * x * g[4])
    }
    func odd(_ x: Double) -> Double { g.count == 3 ? x * g[1] : x * (g[1] + x * x * g[3]) }
    let (one, two) = (1 / (2 * a * a * (a * a - b * b)), 1 / (2 * b * b * (b * b - a * a)))
    return [
      1 / (a * a * b * b) * g[0], one * (even(a) + odd(a)), one * (even(a) - odd(a)),
      two * (even(b) + odd(b)), two * (even(b) - odd(b)), g[g.count - 1],
    ]
  }
}

/// Winograd's convolution with the magnitudes of all numbers, constants included: what errors are
/// relative to.
struct WinogradMagnitudes {
  let values: [Double]

  init(_ images: RealTensor, _ filters: RealTensor, _ geometry: ConvolutionGeometry) {
    let tiles = PlainTiles(images.shape, filters.shape, geometry)
    let (factorRows, outputRows) = (
      Self.filter(taps: tiles.filters[4]), Self.output(tiles.side)
    )
    let (x, w) = (images.doubles.map(\.magnitude), filters.doubles.map(\.magnitude))
    var values = [Double](repeating: 0, count: tiles.count)
    tiles.forEach { image, z, y, column in
      let tile = (image: image, z: z, y: y, x: column)
      let inputs = (0..<tiles.steps).map { step in
        bothAxes(
          tiles.voxels(
            x, tile, channel: step / tiles.filters[2], depth: step % tiles.filters[2])
        ) { Self.input.map(sum(of: $0)) }
      }
      for filter in 0..<tiles.filters[0] {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
        for step in 0..<tiles.steps {
          let factors = bothAxes(tiles.taps(w, filter: filter, step: step)) {
            factorRows.map(sum(of: $0))
          }
          for i in 0..<6 { for j in 0..<6 { sums[i][j] += factors[i][j] * inputs[step][i][j] } }
        }
        tiles.put(
          bothAxes(sums) { outputRows.map(sum(of: $0)) }, tile, filter: filter, to: &values)
      }
    }
    self.values = values
  }

  private static let points = [0, 0.75, -0.75, 1.5, -1.5]

  /// |Bᵀ|, with the terms of its rows in the parts that the transform adds.
  private static let input: [[Double]] = {
    let (a2, b2) = (0.5625, 2.25)
    return [
      [a2 * b2, 0, a2 + b2, 0, 1, 0], [0, 0.75 * b2, b2, 0.75, 1, 0],
      [0, 0.75 * b2, b2, 0.75, 1, 0],
      [0, 1.5 * a2, a2, 1.5, 1, 0], [0, 1.5 * a2, a2, 1.5, 1, 0], [0, a2 * b2, 0, a2 + b2, 0, 1],
    ]
  }()
  /// |G|
  private static func filter(taps: Int) -> [[Double]] {
    points.map { point in
      let product = points.filter { $0 != point }.reduce(1) { $0 * (point - $1) }
      return (0..<taps).map { power(point, $0) / product.magnitude }
    } + [(0..<taps).map { $0 == taps - 1 ? 1 : 0 }]
  }

  /// |Aᵀ|
  private static func output(_ outputs: Int) -> [[Double]] {
    (0..<outputs).map { row in points.map { power($0, row) } + [row == outputs - 1 ? 1 : 0] }
  }

  private static func power(_ point: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * point.magnitude }
  }
}

/// A transform of the columns of a matrix, then of its rows.
private func bothAxes<Real>(_ matrix: [[Real]], _ transform: ([Real]) -> [Real]) -> [[Real]] {
  transposed(transposed(matrix).map(transform)).map(transform)
}

private func transposed<Real>(_ matrix: [[Real]]) -> [[Real]] {
  matrix[0].indices.map { column in matrix.map { $0[column] } }
}

/// The inner product with a row.
private func sum(of values: [Double]) -> ([Double]) -> Double {
  { row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } }
}
