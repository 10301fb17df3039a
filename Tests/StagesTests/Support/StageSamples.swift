import Arithmetic
import Imaging
import Networks
import PipelineKit
import Support

@testable import Stages

/// A small job of a stage that computes in an arithmetic.
struct StageSample: Sendable, CustomStringConvertible {
  let stage: any Stage.Type
  var values: [String: Value] = [:]
  /// The job's inputs by port; whole numbers below 256 that depend on the number of a set of data.
  let inputs: @Sendable (_ data: UInt64) throws -> [String: Artifact]

  var description: String { values.isEmpty ? stage.kind : "\(stage.kind) \(values)" }

  func run(_ data: UInt64 = 1, _ arithmetic: any Arithmetic) throws
    -> [String: Artifact]
  {
    let context = StageContext(
      arithmetic: arithmetic, streams: stage.streams.map { ($0, 1) },
      job: JobFacts(
        manifest: "test", stage: "stage", coordinates: Coordinates(), lineage: Lineage()),
      threads: 1, scratch: "", progress: { _ in }, log: { _ in }, warn: { _ in })
    var all: [String: Value] = [:]
    for parameter in stage.parameters { all[parameter.name] = parameter.defaultValue }
    all.merge(values) { _, new in new }
    let items = try inputs(data).mapValues { artifact in Running.one(artifact) }
    return try stage.init(ParameterValues(all)).run(Inputs(items), context).artifacts
  }

  /// One or more for each stage that uses an arithmetic.
  static let all: [StageSample] =
    ["range", "percentiles", "z-score", "white-matter-peak"].map { method in
      StageSample(stage: PreprocessNormalize.self, values: ["method": .string(method)]) {
        ["image": .volume(image([12, 10, 9], $0))]
      }
    }
    + [
      StageSample(stage: EnsembleMean.self) {
        ["samples": .volume(probabilities([6, 5, 4], $0))]
      },
      StageSample(
        stage: SynthesizeImage.self,
        values: ["thickness": 2.0, "deformation-scales": [4], "bias-scale": 4.0]
      ) {
        ["labels": .labels(regions([10, 9, 8], $0))]
      },
      StageSample(
        stage: SynthesizeCohort.self, values: ["subject": "01", "spacing": 28.0]
      ) { _ in [:] },
    ]
    + [StageSample(stage: PreprocessConform.self) { ["image": .volume(image([12, 10, 9], $0))] }]
    + ["ncc", "mi"].map { metric in
      StageSample(
        stage: RegisterAffine.self,
        values: [
          "metric": .string(metric), "levels": [4, 2], "iterations": 2, "start": "centres",
          "dof": "rigid",
        ]
      ) { data in
        ["moving": .volume(head(data, shift: 1)), "fixed": .volume(head(data, shift: 0))]
      }
    }
    + ["linear", "cubic", "nearest"].map { interpolation in
      StageSample(stage: RegisterApply.self, values: ["interpolation": .string(interpolation)]) {
        [
          "image": .volume(image([8, 7, 6], $0)), "fixed": .volume(image([6, 7, 8], 1)),
          "transform": .affine(
            Affine(rows: [0.96875, 0.25, 0, 1, -0.25, 1, 0.0625, 2, 0, 0, 1.125, -1])),
        ]
      }
    }
    + [
      StageSample(stage: RegisterApply.self) {
        let grid = image([8, 7, 6], $0)
        let shifts = image([8, 7, 6 * 3], $0).voxels.doubles.map { Float($0 / 128) }
        return [
          "image": .volume(grid), "fixed": .volume(grid),
          "transform": .displacement(
            Displacement(
              vectors: .binary32(Tensor(shape: [8, 7, 6, 3], values: shifts))), on: grid.grid),
        ]
      },
      StageSample(stage: RegisterSynthMorph.self) {
        let network = RandomRegistrationNetwork(down: [3], up: [4], doublings: 1, reach: 0.3)
        return [
          "moving": .volume(image([8, 12, 16], $0)), "fixed": .volume(image([8, 12, 16], $0 + 7)),
          "network": try model(network.weights()),
        ]
      },
      StageSample(stage: RegisterSynthMorphAffine.self) {
        [
          "moving": .volume(blocks([64, 64, 96], $0)),
          "fixed": .volume(blocks([64, 64, 96], $0 + 7)), "network": try featureDetector(),
        ]
      },
      StageSample(stage: SegmentFastSurfer.self) {
        var inputs = ["image": Artifact.volume(conformed($0), as: .uint8)]
        for plane in AnatomicalPlane.allCases {
          inputs[plane.rawValue] = try model(
            RandomNetwork(
              filters: 2, classes: plane == .sagittal ? 51 : 79, seed: UInt64(plane.rawValue.count)
            ).weights())
        }
        return inputs
      },
    ]
    + [
      StageSample(stage: PreprocessExtractBrain.self, values: ["sides": [32, 32]]) {
        let weights = try model(RandomLinkNet().weights())
        return [
          "image": .volume(image([24, 20, 18], $0)), "network": weights, "box-network": weights,
        ]
      }
    ]
    + [
      StageSample(
        stage: SegmentNetwork.self,
        values: [
          "normalize": "fixed", "mean": 100.0, "deviation": 50.0, "axes": "RAS", "window": [6],
          "mirror": [2],
        ]
      ) {
        [
          "image": .volume(image([8, 7, 9], $0)),
          "network": try model(RandomMeshNet().network().model()),
        ]
      },
      StageSample(
        stage: PredictNetwork.self, values: ["gives": "logits", "centres": [20.0, 30.0, 40.0]]
      ) {
        [
          "image": .volume(image([8, 7, 9], $0)),
          "network": try model(RandomMeshNet().pooled().model()),
        ]
      },
    ]
    + ["none", "range", "quantiles", "z-score"].map { method in
      StageSample(
        stage: SegmentNetwork.self, values: ["normalize": .string(method), "lower": 10.0]
      ) {
        [
          "image": .volume(image([8, 7, 9], $0)),
          "network": try model(RandomMeshNet().network().model()),
        ]
      }
    }

    + [
      StageSample(
        stage: TrainSegmentation.self,
        values: ["epochs": [2], "channels": 2, "dilations": [1, 2], "activation": "elu"]
      ) {
        let image = image([6, 5, 7], $0)
        let labels = image.voxels.doubles.map { $0 > 150 ? Int32(7) : $0 > 60 ? 3 : 0 }
        return [
          "images": .volume(image),
          "labels": .labels(
            Labels(voxels: Tensor(shape: [6, 5, 7], values: labels), on: image.grid)),
        ]
      },
      StageSample(
        stage: TrainFastSurfer.self,
        values: [
          "plane": "coronal", "window": 16, "filters": 1, "input-filters": 1, "epochs": [1],
          "accumulate": 1, "batch": 3, "turn": 8.0, "elastic": 1.0, "bias": 0.2, "gamma": 0.1,
          "anisotropy": 1.4, "noise": 0.1, "thin-weight": 2.0, "rim-weight": 1.0,
          "empty-below": 0, "augmented": 1.0,
        ]
      ) {
        let image = conformed([18, 17, 4], $0)
        let labels = image.voxels.doubles.map { $0 > 150 ? Int32(10) : $0 > 60 ? 2 : 0 }
        return [
          "images": .volume(image, as: .uint8),
          "labels": .labels(
            Labels(voxels: Tensor(shape: [18, 17, 4], values: labels), on: image.grid)),
        ]
      },
      StageSample(
        stage: TrainRegistration.self,
        values: [
          "epochs": [1], "pairs": 2, "encoder": [2, 2], "decoder": [2, 2], "steps": 2,
          "deformation-scales": [4.0], "thickness": 1.5, "noise": 0.1,
        ]
      ) {
        let image = image([8, 8, 8], $0)
        let labels = image.voxels.doubles.map { $0 > 150 ? Int32(7) : $0 > 60 ? 3 : 0 }
        return [
          "labels": .labels(
            Labels(voxels: Tensor(shape: [8, 8, 8], values: labels), on: image.grid))
        ]
      },
      StageSample(
        stage: TrainRegistration.self,
        values: [
          "from": "images", "epochs": [1], "pairs": 2, "encoder": [2], "decoder": [2], "steps": 0,
          "half-resolution": false, "window": 3,
        ]
      ) {
        ["images": .volume(image([8, 8, 8], $0)), "fixed": .volume(image([8, 8, 8], $0 + 9))]
      },
      StageSample(
        stage: TrainClassification.self,
        values: ["epochs": [1], "filters": 1, "hidden": 3, "batch": 5, "validation": 0.5]
      ) {
        let numbers = image([16, 4, 4], $0).voxels.doubles
        func table(_ images: Range<Int>) -> Artifact {
          Table(
            [.init("label", .integers(images.map { $0 % 2 + 1 }))]
              + (0..<16).map { pixel in
                .init("p\(pixel)", .numbers(images.map { numbers[16 * $0 + pixel] }))
              }
          ).artifact
        }
        return ["images": table(0..<12), "test": table(12..<16)]
      },
      StageSample(
        stage: BrainAgeRegress.self,
        values: [
          "regressor": "perceptron", "augment": "vae", "size": 2, "folds": 2, "hidden": [3],
          "epochs": 2, "batch": 4, "draws": 100,
        ]
      ) { ["features": .table(people($0))] },
    ]

  /// Eight people with ages and two features, which are whole numbers.
  private static func people(_ data: UInt64) -> Table {
    let stream = RandomStream(key: data, stream: 0)
    func whole(_ start: Int) -> [Double] {
      (start..<start + 8).map { (200 * stream.uniform(UInt64($0))).rounded() }
    }
    return Table([
      .init("subject", .text((1...8).map { "p\($0)" })),
      .init("repeat", .text((1...8).map { _ in "1" })), .init("age", .numbers(whole(0))),
      .init("a", .numbers(whole(10))), .init("b", .numbers(whole(20))),
    ])
  }

  /// Whole numbers in the orientation of conformed heads.
  private static func conformed(_ sizes: [Int], _ data: UInt64) -> Volume {
    Volume(
      voxels: image(sizes, data).voxels,
      affine: Affine(linear: Affine.directionsLIA, translation: [9, -9, 9]))
  }

  private static let grid = Affine(rows: [-2, 0, 0, 9, 0, 0, 2, -7, 0, -2, 0, 5])

  /// Noise above a black border, so that percentiles differ from extremes.
  private static func image(_ sizes: [Int], _ data: UInt64) -> Volume {
    let stream = RandomStream(key: data, stream: 0)
    let values = (0..<sizes.reduce(1, *)).map { voxel in
      voxel % sizes[2] == 0 ? 0 : (Float(20) + 200 * Float(stream.uniform(UInt64(voxel)))).rounded()
    }
    return Volume(voxels: .binary32(Tensor(shape: sizes, values: values)), affine: grid)
  }

  /// Labels 0, 2 and 17 in blocks that depend on the data.
  private static func regions(_ sizes: [Int], _ data: UInt64) -> Labels {
    let stream = RandomStream(key: data, stream: 0)
    let values = (0..<sizes.reduce(1, *)).map { voxel in
      [0, 2, 17][Int(3 * stream.uniform(UInt64(voxel / 5)))] as Int32
    }
    return Labels(voxels: Tensor(shape: sizes, values: values), affine: grid)
  }

  /// Multiples of 1/256 from 0 to 1.
  private static func probabilities(_ sizes: [Int], _ data: UInt64) -> Volume {
    let stream = RandomStream(key: data, stream: 0)
    let values = (0..<sizes.reduce(1, *)).map { (256 * stream.uniform(UInt64($0))).rounded() / 256 }
    return Volume(voxels: RealTensor(.binary32, shape: sizes, values), affine: grid)
  }

  private static func conformed(_ data: UInt64) -> Volume {
    Volume(
      voxels: image([16, 16, 16], data).voxels,
      affine: Affine(linear: Affine.directionsLIA, translation: [8, -8, 8]))
  }

  /// Noise in blocks of 16 voxels.
  private static func blocks(_ sizes: [Int], _ data: UInt64) -> Volume {
    let stream = RandomStream(key: data, stream: 0)
    let values = (0..<sizes.reduce(1, *)).map { voxel -> Float in
      let (x, y, z) = (voxel / (sizes[1] * sizes[2]), voxel / sizes[2] % sizes[1], voxel % sizes[2])
      return Float(200 * stream.uniform(UInt64((x / 16 * 16 + y / 16) * 16 + z / 16))).rounded()
    }
    return Volume(
      voxels: .binary32(Tensor(shape: sizes, values: values)),
      affine: Affine(rows: [-1, 0, 0, 32, 0, 0, 1, -32, 0, -1, 0, 48]))
  }

  /// A bright ball off the middle, whose shading depends on the data.
  private static func head(_ data: UInt64, shift: Int) -> Volume {
    let side = 24
    var values: [Float] = []
    for voxel in 0..<side * side * side {
      let place = [voxel / (side * side), voxel / side % side, voxel % side]
      let (x, y, z) = (place[0] - 11 - shift, place[1] - 12, place[2] - 11)
      let slope = Int(data) * x + 3 * y - z
      values.append(x * x + 2 * y * y + z * z < 90 ? Float(120 + slope) : 0)
    }
    return Volume(
      voxels: .binary32(Tensor(shape: [side, side, side], values: values)),
      affine: Affine(rows: [2, 0, 0, -24, 0, 2, 0, -24, 0, 0, 2, -24]))
  }

  private static func model(_ weights: ModelWeights) throws -> Artifact {
    guard let digest = Digest(hex: String(repeating: "5a", count: 32)) else {
      throw StageError("no digest")
    }
    return .model(weights, source: digest)
  }

  /// A small feature detector of SynthMorph's affine network.
  private static func featureDetector() throws -> Artifact {
    var entries: [ModelWeights.Entry] = []
    var channels = 1
    for (number, filters) in [3, 3, 4, 4, 4, 4, 4, 4, 10].enumerated() {
      let stream = RandomStream(key: 5, stream: UInt64(number))
      let bound = (6 / Double(27 * channels)).squareRoot()
      let kernel = (0..<filters * channels * 27).map {
        Float(bound * (2 * stream.uniform(UInt64($0)) - 1))
      }
      let shape = [filters, channels, 3, 3, 3]
      entries.append(
        .init("c\(number).weight", .float32, .float32(Tensor(shape: shape, values: kernel))))
      entries.append(
        .init("c\(number).bias", .float32, .float32(Tensor(shape: [filters], repeating: 0.05))))
      channels = filters
    }
    return try model(ModelWeights(entries, format: .pytorch))
  }
}
