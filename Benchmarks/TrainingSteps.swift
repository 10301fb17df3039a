import Arithmetic
import Imaging
import Networks
import Support
import Training

/// Steps of trainings, forward, backward and update by AdamW, against PyTorch's on as many threads; processor
/// time of all threads together. And what a training is made of beside its steps.
let trainingBenchmarks = [
  meshNetStep(threads: 1), meshNetStep(threads: 2), vinnStep(threads: 1), vinnStep(threads: 2),
  Benchmark(
    name: "train FastSurfer VINN, 79 classes, batch 1, 128², stochastic-rounding (ieee)",
    bar: .timesPeer(13)
  ) {
    let specification = ArithmeticSpecification(name: "stochastic-rounding")
    return (
      try milliseconds(try vinn(128), [1, 7, 128, 128], specification, threads: 2, runs: 1),
      try milliseconds(try vinn(128), [1, 7, 128, 128], threads: 2)
    )
  },
  Benchmark(
    name: "synthesize/image of 256³ with labels, 2 threads", bar: .milliseconds(3000)
  ) {
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 2)
    let stream = RandomStream(key: 7, stream: 0)
    let labels = AnalyticHead(HeadProportions(age: 40, stream: stream)).labels(
      on: AnalyticHead.grid(spacing: 1), pose: .identity, threads: 2)
    var recipe = ImageRecipe()
    recipe.drawT1Contrast(Array(Set(labels.voxels.values)).sorted(), stream)
    recipe.draw(
      ImageRecipe.Ranges(
        deformation: 3, scales: [16, 32], blur: 1, bias: 0.3, biasScale: 60, thickness: 1,
        gamma: 0.1, noise: 0.03),
      extents: labels.voxels.shape, deformation: stream, image: stream, noise: stream)
    let time = try Timing.least(of: 2) {
      _ = try SynthesizedImage(labels, recipe, kernels) { _ in }
    }
    return (time, time)
  },
]

/// What `train/segmentation` trains where nothing is said, on a small head.
private func meshNetStep(threads: Int) -> Benchmark {
  Benchmark(
    name: "train MeshNet, 5 channels, 19 classes, 96³, \(threads) threads (PyTorch)",
    bar: .timesPeer(0.8)
  ) {
    let network = try MeshNetGraph(classes: 19, channels: 5, dilations: [1, 2, 4, 8, 4, 2, 1])
      .network().initialized(.kaimingNormal, seed: 1)
    let peers = try PeerProgram.milliseconds("training", ["meshnet", "96", "1", "\(threads)"])
    return (
      try milliseconds(network, [1, 1, 96, 96, 96], threads: threads), peers.min() ?? .infinity
    )
  }
}

/// A step as published, but for its batch.
private func vinnStep(threads: Int) -> Benchmark {
  Benchmark(
    name: "train FastSurfer VINN, 79 classes, batch 4, 256², \(threads) threads (PyTorch)",
    bar: .timesPeer(0.8)
  ) {
    let peers = try PeerProgram.milliseconds("training", ["vinn", "256", "4", "\(threads)"])
    return (
      try milliseconds(try vinn(256), [4, 7, 256, 256], threads: threads),
      peers.min() ?? .infinity
    )
  }
}

private func vinn(_ side: Int) throws -> Network {
  try FastSurferGraph(
    slices: 7, classes: 79, filters: 71, inputFilters: 32, kernel: 3, levels: 4
  ).network(size: (side, side)).initialized(.kaimingNormal, seed: 1)
}

/// The least of some steps.
///
/// - Parameter shape: of the images, which are random, as are their classes and weights.
private func milliseconds(
  _ network: Network, _ shape: [Int], _ specification: ArithmeticSpecification = .ieee,
  threads: Int, runs: Int = 3
) throws -> Double {
  let kernels = try Arithmetics.make(specification, seed: 1, threads: threads)
  let plan = try NetworkPlan(network, shapes: [shape], format: kernels.format)
  let count = Int32(plan.outputs[0].shape[1])
  let places = [shape[0]] + shape[2...]
  let stream = RandomStream(key: 5, stream: 0)
  let images = RealTensor(
    kernels.format, shape: shape,
    (0..<shape.reduce(1, *)).map { stream.uniform(UInt64($0)) })
  let classes = Tensor<Int32>(
    shape: places,
    values: (0..<places.reduce(1, *)).map { Int32($0 / 50) % count })
  let weights = RealTensor(
    kernels.format, shape: places,
    (0..<places.reduce(1, *)).map { 1 + stream.uniform(UInt64(1 << 40 + $0)) })
  var trainer = Trainer(network, AdamW(), format: kernels.format)
  let batch = Trainer.Batch([.real(images)]) { logits, arithmetic in
    SegmentationLoss()(logits, classes, weights: weights, arithmetic)
  }
  return try (0..<runs).map { _ in
    try Timing.processTime { _ = try trainer.step([batch], rate: 0.01, kernels) }
  }.min() ?? .infinity
}
