import Foundation
import Support
import Synchronization

/// Trained networks through the whole command, on one thread: reading, checking and storing included, which
/// their peers do not do. Processor time, that of the system too.
///
/// brainchop's networks and a head of 256³ voxels are looked for in `LASTBIT_SHARED`, the folder that holds
/// `data`, else in `shared` beside the repository.
///
/// Before all that needs memory in this process: to the system, a program's peak is at least that of the one
/// that starts it.
let trainedNetworkBenchmarks =
  meshNet("model20chan3cls", channels: 20) + meshNet("model30chan18cls", channels: 30)
  + meshNet("mindgrab", channels: 15) + [
    Benchmark(
      name: "lastbit run: brain of Colin27 by deepbet (deepbet 1.0.2, PyTorch)", bar: .timesPeer(1)
    ) {
      let (ours, head) = (try extraction("ieee"), try data("ch2.nii.gz"))
      return (ours, try PeerProgram.milliseconds("deepbet_procedure", [head]).min() ?? .nan)
    },
    Benchmark(
      name: "lastbit run: brain of Colin27 by deepbet, random-rounding (ieee)", bar: .timesPeer(6)
    ) {
      (try extraction("random-rounding"), try extraction("ieee"))
    },
    Benchmark(
      name: "lastbit import model: ONNX file of 100 MB (onnx.load)", bar: .milliseconds(1000)
    ) {
      let file = try LargeFile()
      return (try file.usage.processorTime, try file.peer())
    },
    Benchmark(
      name: "lastbit import model: peak memory, ONNX file of 100 MB (its size)",
      bar: .timesPeer(2.2), unit: "MB"
    ) {
      let file = try LargeFile()
      return (Double(try file.usage.memory) / 1e6, Double(file.size) / 1e6)
    },
  ]

private func meshNet(_ name: String, channels: Int) -> [Benchmark] {
  [
    Benchmark(
      name: "lastbit run: brainchop \(name) at 256³ (better of onnxruntime and PyTorch)",
      bar: .timesPeer(0.9)
    ) {
      let shared = try SharedData(name)
      let ours = try shared.run.processorTime
      return (ours, try PeerProgram.milliseconds("meshnet", [shared.network, "256"]).min() ?? .nan)
    },
    Benchmark(
      name: "lastbit run: peak memory of brainchop \(name) at 256³ (one activation)",
      bar: .timesPeer(4), unit: "MB"
    ) {
      (Double(try SharedData(name).run.memory) / 1e6, Double(channels * 4 << 24) / 1e6)
    },
  ]
}

/// A network of brainchop and the head that it is run on.
private struct SharedData {
  let network: String
  private let head: String
  private static let runs = Mutex<[String: Timing.Usage]>([:])

  init(_ name: String) throws {
    let folder =
      ProcessInfo.processInfo.environment["LASTBIT_SHARED"] ?? "\(Repository.root)/../shared"
    network = "\(folder)/data/models/brainchop_\(name).onnx"
    head = "\(folder)/data/t1/brainchop_t1_crop.nii.gz"
    for path in [network, head] where !FileManager.default.fileExists(atPath: path) {
      throw SkippedBenchmark(
        "no \(path); LASTBIT_SHARED names the folder of data/models and data/t1")
    }
  }

  /// Labels of the head, from nothing; once a network, as it takes minutes.
  var run: Timing.Usage {
    get throws {
      if let known = Self.runs.withLock({ $0[network] }) { return known }
      let usage = try command(
        """
        sources:
          head: {file: \(head)}
          network: {file: \(network), type: model}
        stages:
          labelled: {uses: segment/network, in: {image: head, network: network}}
        """)
      Self.runs.withLock { $0[network] = usage }
      return usage
    }
  }
}

/// deepbet's procedure on Colin27, in milliseconds.
private func extraction(_ arithmetic: String) throws -> Double {
  return try command(
    """
    sources:
      head: {file: \(try data("ch2.nii.gz"))}
      network: {file: \(try data("deepbet.pt")), type: model}
      box: {file: \(try data("deepbet_box.pt")), type: model}
    stages:
      brain:
        uses: preprocess/extract-brain
        in: {image: head, network: network, box-network: box}
        arithmetic: \(arithmetic)
    """
  ).processorTime
}

private func data(_ name: String) throws -> String {
  guard let path = Repository.data(name) else {
    throw SkippedBenchmark("no data/\(name); 'make setup-demo' takes it")
  }
  return path
}

/// Runs a manifest on one core, from nothing.
private func command(_ manifest: String) throws -> Timing.Usage {
  let folder = try TemporaryFolder()
  try folder.write("one.yaml", "lastbit: 1\n" + manifest)
  return try Timing.run(Lastbit.binary, ["run", "one.yaml", "--cores", "1"], in: folder.path)
}

/// A network of ten fully connected layers, 100 MB of weights.
private struct LargeFile {
  private let folder: TemporaryFolder
  let size: Int

  init() throws {
    folder = try TemporaryFolder()
    _ = try PeerProgram.milliseconds("large_onnx", ["write", folder.path("net.onnx")])
    size =
      try FileManager.default.attributesOfItem(atPath: folder.path("net.onnx"))[.size] as? Int ?? 0
  }

  var usage: Timing.Usage {
    get throws {
      try Timing.run(
        Lastbit.binary, ["import", "model", "net.onnx"], in: folder.path)
    }
  }

  func peer() throws -> Double {
    try PeerProgram.milliseconds("large_onnx", ["read", folder.path("net.onnx")]).min() ?? .nan
  }
}
