import Arithmetic
import Testing

@testable import Networks

/// Poolings slab by slab against the whole.
@Suite struct PooledConvolutionTests {
  private func random(_ shape: [Int], _ key: UInt64) -> RealTensor {
    let stream = RandomStream(key: key, stream: 1)
    return RealTensor(
      .binary32, shape: shape,
      (0..<shape.reduce(1, *)).map { 2 * stream.uniform(UInt64($0)) - 1 })
  }

  @Test(arguments: [[3, 3, 3], [5, 3, 1], [1, 3, 3], [3, 5]])
  func slabsTogetherAreTheWhole(_ kernel: [Int]) throws {
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 2)
    let sizes = Array([22, 6, 8].prefix(kernel.count))
    let (x, bias) = (random([1, 2] + sizes, 1), random([3], 2))
    let filters = random([3, 2] + kernel, 3)
    let geometry = ConvolutionGeometry(same: kernel)
    #expect(PooledConvolution.suits(geometry, filters: filters.shape))
    for after in [ConvolutionUnit.After.activation(slope: 0.2), .rectification, .elu(alpha: 1)] {
      let unit = ConvolutionUnit(after: after)
      let whole = arithmetic.maxPool(
        arithmetic.convolve(x, filters, bias: bias, geometry, in: unit), axes: kernel.count
      ).values
      for planes in [1, 4, 8, 30] {
        let found = PooledConvolution(filters, bias, geometry, unit)(
          x, arithmetic, pooling: arithmetic,
          part: planes * 3 * sizes[1...].reduce(1, *))
        #expect(found == whole)
      }
    }
  }

  @Test func otherGeometriesDoNotSuit() {
    let filters = [3, 2, 3, 3]
    for (stride, dilation, before, after) in [
      (2, 1, 1, 1), (1, 2, 2, 2), (1, 1, 1, 0), (1, 1, 0, 0),
    ] {
      let geometry = ConvolutionGeometry(
        stride: [stride, 1], dilation: [dilation, 1], paddingBefore: [before, 1],
        paddingAfter: [after, 1])
      #expect(!PooledConvolution.suits(geometry, filters: filters))
    }
  }

  /// One that something else needs the full resolution of is made whole.
  @Test func unitsEndInAPoolingThatAloneNeedsTheirResult() throws {
    var nodes = NetworkBuilder()
    let x = nodes.input("x", .float32, [.fixed(1), .fixed(1), .free, .free, .free])
    let weight = nodes.parameter(
      .init("w", .float32, .float32(Tensor(shape: [1, 1, 3, 3, 3], repeating: 0.1))))
    let bias = nodes.parameter(.init("b", .float32, .float32(Tensor(shape: [1], repeating: 0))))
    let sums = nodes.add(
      "Conv", [x, weight, bias], ["pads": .integers([Int](repeating: 1, count: 6))])
    let active = nodes.add("LeakyRelu", [sums], ["alpha": .number(0.2)])
    let pooled = nodes.add("MaxPool", [active], RegistrationUNet.pooling)
    func poolings(_ outputs: [NetworkBuilder.Value], inParts: Bool) throws -> Int {
      let plan = try NetworkPlan(
        nodes.network(outputs), shapes: [[1, 1, 8, 8, 8]], format: .binary32,
        poolsInParts: inParts)
      return plan.pieces.count {
        if case .unit(let unit) = $0.piece { unit.pooling != nil } else { false }
      }
    }
    #expect(try poolings([pooled], inParts: true) == 1)
    #expect(try poolings([pooled], inParts: false) == 0)
    #expect(try poolings([pooled, active], inParts: true) == 0)
  }
}
