import Arithmetic
import Foundation
import Networks
import Support

/// Trained MeshNets of neuroneural/brainchop on one thread, against the better of onnxruntime and PyTorch,
/// and dilated convolutions against the processor's peak.
///
/// The networks are looked for in `LASTBIT_SHARED`, the folder that holds `data/models`, else in `shared`
/// beside the repository.
let meshNetBenchmarks: [Benchmark] =
  [1, 2, 4, 8, 16].flatMap { gap in
    [20, 30].map { channels in dilated(channels: channels, gap: gap) }
  } + ["model20chan3cls", "model30chan18cls"].map { trained($0, side: 128) }

private func dilated(channels: Int, gap: Int) -> Benchmark {
  Benchmark(
    name: "ieee convolution 3×3×3, \(channels) channels at 128³, dilation \(gap) (peak)",
    bar: .timesPeer(1 / 0.8)
  ) {
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let images = Operand.random([1, channels, 128, 128, 128])
    let filters = Operand.random([channels, channels, 3, 3, 3])
    let three = [gap, gap, gap]
    let geometry = ConvolutionGeometry(
      stride: [1, 1, 1], dilation: three, paddingBefore: three, paddingAfter: three)
    let work = Double(channels * channels * 27) * 128 * 128 * 128
    let ours = Timing.leastProcessorTime {
      _ = kernels.convolve(images, filters, bias: nil, geometry)
    }
    return (ours, Peak.milliseconds(multiplyAdds: work))
  }
}

private func trained(_ name: String, side: Int) -> Benchmark {
  Benchmark(
    name: "brainchop \(name) at \(side)³ (better of onnxruntime and PyTorch)", bar: .timesPeer(0.9)
  ) {
    let folder =
      ProcessInfo.processInfo.environment["LASTBIT_SHARED"] ?? "\(Repository.root)/../shared"
    let path = "\(folder)/data/models/brainchop_\(name).onnx"
    guard FileManager.default.fileExists(atPath: path) else {
      throw SkippedBenchmark("no \(path); LASTBIT_SHARED names the folder of data/models")
    }
    let network = try Network(ModelFile.read(path))
    let shape = [1, 1, side, side, side]
    let plan = try NetworkPlan(network, shapes: [shape], format: .binary32)
    let image = NetworkTensor.real(Operand.random(shape))
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    var problem: (any Error)?
    let ours = Timing.leastProcessorTime {
      do { _ = try plan.run([image], kernels) } catch { problem = error }
    }
    if let problem { throw problem }
    let peers = try PeerProgram.milliseconds("meshnet", [path, "\(side)"])
    return (ours, peers.min() ?? .infinity)
  }
}
