import Arithmetic
import Networks
import Support
import Testing

/// Small networks, against plain loops and against themselves.
@Suite struct FastSurferNetworkTests {
  private func arithmetic(_ name: String, seed: UInt64 = 1, threads: Int = 1) throws
    -> any Arithmetic
  {
    try Arithmetics.make(ArithmeticSpecification(name: name), seed: seed, threads: threads)
  }

  private func image(_ slabs: RealTensor) -> PlainNetwork.Image {
    let (shape, values) = (slabs.shape, slabs.doubles)
    return PlainNetwork.Image(shape[1], shape[2], shape[3]) { c, y, x in
      values[(c * shape[2] + y) * shape[3] + x]
    }
  }

  private func difference(_ a: RealTensor, _ b: PlainNetwork.Image) throws -> Double {
    try #require(a.shape == [1, b.channels, b.height, b.width])
    return zip(a.doubles, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [("float64", 1e-11), ("ieee", 1e-4)])
  func aNetworkOfOneResolutionIsItsDefinition(_ name: String, _ tolerance: Double) throws {
    let arithmetic = try arithmetic(name, threads: 2)
    for kernel in [3, 5] {
      let random = RandomNetwork(slices: 3, filters: 4, kernel: kernel, classes: 5)
      let weights = try random.weights()
      let network = try FastSurferNetwork(weights)
      #expect(network.slices == 3)
      #expect(network.classes == 5)
      let slabs = random.slabs(1, height: 16, width: 32, format: arithmetic.format)
      let expected = PlainNetwork(weights: weights).logits(image(slabs), window: 0, nil)
      let found = try network.logits(slabs, arithmetic)
      #expect(try difference(found, expected) < tolerance)
    }
  }

  /// A square image, its scale, and what the definition makes of them with a window of 32.
  struct Zoomed: Sendable {
    var side: Int
    var scale: Float
    var into: PlainNetwork.ZoomPlan
    var back: PlainNetwork.ZoomPlan
  }

  @Test(arguments: [
    // 1 mm, as large as the window; 0.8 mm, cut for the window; 0.8 mm, too large to come back whole;
    // 0.7 mm, padded to the window.
    Zoomed(
      side: 32, scale: 1, into: .init(kept: 32, resized: 32), back: .init(kept: 32, resized: 32)),
    Zoomed(
      side: 40, scale: 1.25, into: .init(kept: 40, resized: 32),
      back: .init(kept: 32, resized: 40)),
    Zoomed(
      side: 45, scale: 1.25, into: .init(kept: 40, resized: 32),
      back: .init(kept: 32, resized: 40)),
    Zoomed(
      side: 40, scale: 1 / 0.7, into: .init(kept: 40, resized: 28),
      back: .init(kept: 28, resized: 40)),
  ])
  func aNetworkOfAnyResolutionIsItsDefinition(_ zoomed: Zoomed) throws {
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: 3, classes: 5)
    let weights = try random.weights()
    for (name, tolerance) in [("float64", 1e-11), ("ieee", 1e-4)] {
      let arithmetic = try arithmetic(name, threads: 2)
      let network = try FastSurferNetwork(weights, window: (32, 32))
      let slabs = random.slabs(
        1, height: zoomed.side, width: zoomed.side, format: arithmetic.format)
      let expected = PlainNetwork(weights: weights).logits(
        image(slabs), window: 32, (zoomed.into, zoomed.back))
      let found = try network.logits(
        slabs, scale: ZoomScale(height: zoomed.scale, width: zoomed.scale), arithmetic)
      #expect(try difference(found, expected) < tolerance, "\(name)")
    }
  }

  @Test func slabsTogetherAreSlabsAlone() throws {
    let arithmetic = try arithmetic("ieee", threads: 2)
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: 3)
    let network = try FastSurferNetwork(random.weights(), window: (16, 16))
    let slabs = random.slabs(3, height: 20, width: 20, format: arithmetic.format)
    let scale = ZoomScale(height: 1.25, width: 1.25)
    let all = try network.logits(slabs, scale: scale, arithmetic)
    for index in 0..<3 {
      let alone = try network.logits(
        slabs.slice(index..<index + 1, axis: 0), scale: scale, arithmetic)
      #expect(all.slice(index..<index + 1, axis: 0) == alone)
    }
  }

  @Test(arguments: ["ieee", "float64", "random-rounding", "stochastic-rounding"])
  func seedsDecideAndThreadsDoNot(_ name: String) throws {
    let random = RandomNetwork(slices: 3, filters: 4, zoomFilters: 3)
    let weights = try random.weights()
    func logits(seed: UInt64, threads: Int) throws -> RealTensor {
      let arithmetic = try arithmetic(name, seed: seed, threads: threads)
      let network = try FastSurferNetwork(weights, window: (16, 16))
      let slabs = random.slabs(1, height: 20, width: 20, format: arithmetic.format)
      return try network.logits(
        slabs, scale: ZoomScale(height: 1.25, width: 1.25), arithmetic.fork(3))
    }
    let first = try logits(seed: 1, threads: 1)
    #expect(try logits(seed: 1, threads: 1) == first)
    #expect(try logits(seed: 1, threads: 2) == first)
    let isRandom = name.hasSuffix("rounding")
    #expect(try (logits(seed: 2, threads: 1) == first) != isRandom)
    let spread = zip(try logits(seed: 2, threads: 1).doubles, first.doubles)
      .reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(isRandom ? spread > 0 && spread < 1e-3 : spread == 0)
  }

  @Test func weightsHaveToBeTheNetworks() throws {
    let random = RandomNetwork(slices: 3, filters: 2, zoomFilters: 2)
    let entries = try random.weights().entries
    func message(_ change: (inout [ModelWeights.Entry]) -> Void) throws -> String? {
      var changed = entries
      change(&changed)
      let weights = try ModelWeights(changed, format: .pytorch)
      return #expect(throws: ModelError.self) {
        try FastSurferNetwork(weights)
      }?.description
    }
    let missing = try message { $0.removeAll { $0.name == "decode2.bn3.running_var" } }
    #expect(
      missing?.hasPrefix("the weights have no tensor 'decode2.bn3.running_var'; they") == true)
    let uncounted = try message { $0.removeAll { $0.name == "inp_block.gn1.num_batches_tracked" } }
    #expect(uncounted == "the weights have no tensor 'inp_block.gn1.num_batches_tracked'")
    let surplus = try message {
      $0.append(.init("encode5.conv0.bias", .float32, .float32(Tensor(shape: [1], values: [0]))))
    }
    #expect(
      surplus == "the weights have tensor 'encode5.conv0.bias', which the network does not have")
    let reshaped = try message {
      $0[0].tensor = .float32(Tensor(shape: [2, 2, 9], repeating: 0))
    }
    #expect(
      reshaped
        == "tensor 'encode1.conv0.weight' has shape [2, 2, 9] where 4 dimensions were expected"
    )
    let even = try message { $0[0].tensor = .float32(Tensor(shape: [2, 2, 4, 3], repeating: 0)) }
    #expect(even?.contains("'encode1.conv0.weight' has filters of 4 × 3") == true)
    let wide = try message { $0[0].tensor = .float32(Tensor(shape: [3, 2, 3, 3], repeating: 0)) }
    #expect(
      wide == "tensor 'encode1.conv0.bias' has shape [2] where [3] was expected")
    let doubles = try message {
      $0[0].type = .float64
      $0[0].tensor = .float64(Tensor(shape: [2, 2, 3, 3], repeating: 0))
    }
    #expect(doubles?.hasPrefix("tensor 'encode1.conv0.weight' holds float64 numbers") == true)
  }

  @Test func slabsHaveToFit() throws {
    let network = try FastSurferNetwork(RandomNetwork(slices: 3, filters: 2).weights())
    #expect(
      throws: ModelError(
        "this network takes slices whose sides are multiples of 16, not 24 × 32")
    ) { try network.plan(size: (24, 32), format: .binary32) }
    let zoomed = try FastSurferNetwork(
      RandomNetwork(slices: 3, filters: 2, zoomFilters: 2).weights())
    #expect(throws: ModelError("an image of 64 pixels cannot be zoomed by 100.0")) {
      try zoomed.plan(
        size: (64, 64), scale: ZoomScale(height: 100, width: 1), format: .binary32)
    }
  }

  /// More levels than any image has halvings are no reason to count on.
  @Test func levelsHaveABound() throws {
    let start = try RandomNetwork(slices: 3, filters: 2).weights().entries
    let more = (5...80).map { level in
      ModelWeights.Entry(
        "encode\(level).conv0.weight", .float32,
        .float32(Tensor(shape: [2, 2, 3, 3], repeating: 0)))
    }
    let weights = try ModelWeights(start + more, format: .pytorch)
    #expect(throws: ModelError.self) { try FastSurferNetwork(weights) }
  }
}

extension FastSurferNetwork {
  /// Logits of slabs `[N, slices, H, W]`.
  func logits(_ slabs: RealTensor, scale: ZoomScale = .one, _ arithmetic: any Arithmetic) throws
    -> RealTensor
  {
    try plan(
      slabs.shape[0], size: (slabs.shape[2], slabs.shape[3]), scale: scale,
      format: arithmetic.format
    ).apply(to: [slabs], arithmetic)
  }
}
