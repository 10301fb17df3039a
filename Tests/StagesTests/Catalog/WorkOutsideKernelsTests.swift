import Arithmetic
import PipelineKit
import Synchronization
import Testing

@testable import Arithmetic
@testable import Stages

/// All floating-point work on data happens in kernels: stage by stage.
///
/// Kernels that round to 17 bits make numbers of 17 bits. So a number of more bits that a kernel is
/// given, or that a stage puts out, was in the stage's inputs, is a constant, or was made outside the
/// kernels. Inputs here have few bits, and what is the same for two sets of data is a constant.
@Suite struct WorkOutsideKernelsTests {
  private static let bits = 17
  private static let rounding = ArithmeticSpecification(
    name: "reduced", options: ["exponent": .integer(8), "mantissa": .integer(bits - 1)])

  /// What is made outside kernels on purpose: parts of a stage, and why.
  private static let exceptions: [String: [(place: String, reason: String)]] = [
    "register/affine": [
      (
        "solve",
        "The optimiser's equations: the sums of a metric in the parameters of the map, at most twelve,"
          + " with its own damping and scales; binary64."
      ),
      ("transform", "The map, whose parameters steps are added to and composed in; binary64."),
      ("resample", "The map, as for transform."), ("output transform.matrix", "The map itself."),
      ("output quality.greatest-scale", "A judgement of the map, which nothing computes with."),
      ("output quality.least-scale", "A judgement of the map, which nothing computes with."),
      ("output quality.overlap", "A judgement of the map, which nothing computes with."),
      ("output quality.turn", "A judgement of the map, which nothing computes with."),
    ],
    "train/segmentation": [
      ("output metrics.loss", "A mean over steps, which nothing computes with."),
      ("output metrics.dice-loss", "A mean over steps, which nothing computes with."),
      ("output metrics.cross-entropy", "A mean over steps, which nothing computes with."),
    ],
    "train/fastsurfer": [
      ("output metrics.loss", "A mean over steps, which nothing computes with."),
      ("output metrics.dice-loss", "A mean over steps, which nothing computes with."),
      ("output metrics.cross-entropy", "A mean over steps, which nothing computes with."),
    ],
    "train/registration": [
      ("output metrics.loss", "A mean over steps, which nothing computes with."),
      ("output metrics.soft-dice-loss", "A mean over steps, which nothing computes with."),
      ("output metrics.local-correlation", "A mean over steps, which nothing computes with."),
      ("output metrics.gradient-penalty", "A mean over steps, which nothing computes with."),
    ],
    "train/classification": [
      ("output metrics.loss", "A mean over steps, which nothing computes with."),
      ("output metrics.cross-entropy", "A mean over steps, which nothing computes with."),
      ("output metrics.validation-loss", "A mean over batches, which chooses the best epoch."),
      ("output metrics.validation-iou", "A quotient of counts, which chooses the best epoch."),
      ("output metrics.validation-dice", "A quotient of counts, which nothing computes with."),
      ("output metrics.validation-accuracy", "A quotient of counts, which nothing computes with."),
      ("output classes.iou", "A quotient of counts, which nothing computes with."),
      ("output classes.dice", "A quotient of counts, which nothing computes with."),
      ("output scores.accuracy", "A quotient of counts, which nothing computes with."),
    ],
    "register/synthmorph-affine": [
      (
        "output transform.matrix",
        "The map from voxels to voxels between the images' own affines, 4 × 4 matrices; binary64."
      )
    ],
    "brain-age/regress": regression,
  ]

  /// A perceptron and an autoencoder are trained in kernels; what every regressor shares is not.
  private static let regression: [(place: String, reason: String)] = {
    var places = [
      ("encoder:matmul", "Standardised features, as every regressor gets them; binary64."),
      ("layer0:matmul", "Standardised features, as for the encoder."),
      ("loss:subtract", "Standardised features and ages, as for the encoder."),
      ("top:subtract", "Standardised features and ages, as for the encoder."),
      ("loss:multiply", "The autoencoder's precision, one number a step; binary64."),
      ("top:add", "Noise that is drawn around decoded people, not computed; binary64."),
      ("output predictions.predicted", "In years, from the standard units of the network."),
      ("output scores.calibration", "A figure of predictions, which nothing computes with."),
    ]
    for figure in ["mae", "r", "r-squared", "ratio"] {
      places.append(("output scores.\(figure)", "A figure of predictions, as for calibration."))
    }
    for figure in ["calibration", "chance", "gap-age", "mae", "r", "r-squared", "ratio"] {
      for end in ["", "-low", "-high"] {
        places.append(
          ("output summary.\(figure)\(end)", "A figure of predictions, as for calibration."))
      }
    }
    for name in [
      "preparation.deviations", "preparation.means", "features.deviations", "features.means",
      "member0.preparation.deviations", "member0.preparation.means", "member0.regressor.scale",
    ] {
      places.append(("output model.\(name)", "What standardises features and ages; binary64."))
    }
    return places
  }()

  /// Numbers of too many bits, by the kernel that was given them or the port that has them.
  private final class Observed: Sendable {
    private let found = Mutex<[String: Set<UInt64>]>([:])
    var numbers: [String: Set<UInt64>] { found.withLock { $0 } }

    func look(at numbers: some Sequence<Double>, _ place: String) {
      let long = numbers.filter(Observed.isLong)
      guard !long.isEmpty else { return }
      found.withLock { $0[place, default: []].formUnion(long.map(\.bitPattern)) }
    }

    private static func isLong(_ value: Double) -> Bool {
      value.isNormal
        && value.significandBitPattern & (1 << (53 - WorkOutsideKernelsTests.bits) - 1) != 0
    }
  }

  /// Runs `body` under the rounding, told what it is given.
  private func observe(_ body: (any Arithmetic) throws -> [String: Artifact]) throws -> [String:
    Set<UInt64>]
  {
    let observed = Observed()
    let arithmetic = try Arithmetics.make(
      Self.rounding, seed: 1, threads: 1,
      observer: { call in
        for tensor in call.inputs {
          // Of large tensors a part will do.
          let step = 1 + tensor.count / 100_000
          let values = tensor.doubles
          observed.look(
            at: stride(from: 0, to: values.count, by: step).map { values[$0] }, "\(call.place)")
        }
      })
    for (port, artifact) in try body(arithmetic) {
      for dataset in artifact.datasets {
        let values: [Double]? =
          switch dataset.elements {
          case .float32(let tensor): tensor.values.map(Double.init)
          case .float64(let tensor): tensor.values
          default: nil
          }
        observed.look(at: values ?? [], "output \(port).\(dataset.name)")
      }
    }
    return observed.numbers
  }

  /// Places whose long numbers depend on the data.
  private func places(_ body: (UInt64, any Arithmetic) throws -> [String: Artifact]) throws
    -> [String]
  {
    let (first, second) = (
      try observe { try body(1, $0) }, try observe { try body(2, $0) }
    )
    return Set(first.keys).union(second.keys).filter { first[$0] != second[$0] }.sorted()
  }

  @Test(arguments: StageSample.all) func stagesWorkInKernels(_ sample: StageSample) throws {
    let excepted = Self.exceptions[sample.stage.kind] ?? []
    let found = try places { try sample.run($0, $1) }.filter { place in
      !excepted.contains { place == $0.place || place.hasSuffix(":" + $0.place) }
    }
    #expect(found == [], "\(sample)")
  }

  /// What the test is for would be found.
  @Test func aQuotientOfOnesOwnIsFound() throws {
    let found = try places { data, arithmetic in
      let values = RealTensor(.binary32, shape: [3], [1, 2, 4 + Double(data)])
      let mean = arithmetic.sum(values) / 3
      _ = arithmetic.layer("centre").add(values, -mean)
      return [:]
    }
    #expect(found == ["centre:add"])
    #expect(
      try places { data, arithmetic in
        let values = RealTensor(.binary32, shape: [3], [1, 2, 4 + Double(data)])
        _ = arithmetic.layer("centre").add(values, -arithmetic.mean(values))
        return [:]
      } == [])
  }

  @Test func everyStageHasASample() throws {
    let sampled = Set(StageSample.all.map { $0.stage.kind })
    // Regressions compute by libraries but for perceptrons: the stated exception, with tests of its own.
    let kinds = try stageKinds.filter {
      try $0.usesArithmetic && $0.usesKernels && $0.usesArithmetic(Running.values(of: $0))
    }.map { $0.kind }
    #expect(kinds.filter { !sampled.contains($0) } == [], "add them to StageSample.all")
    for (kind, places) in Self.exceptions {
      #expect(sampled.contains(kind))
      for place in places { #expect(place.reason.hasSuffix("."), "\(kind) \(place.place)") }
    }
  }

  /// Where a scope leaves nothing inside, every stage has the bits of `ieee`: none asks what the
  /// arithmetic is.
  @Test(
    arguments: StageSample.all,
    ["random-rounding", "stochastic-rounding", "mca", "reduced", "upward"])
  func nothingPerturbedIsIEEE(_ sample: StageSample, _ name: String) throws {
    let nowhere = ArithmeticSpecification(name: name, options: ["only": .list(["nowhere:add"])])
    let plain = try sample.run(1, Arithmetics.make(.ieee, seed: 1, threads: 1))
    let scoped = try sample.run(1, Arithmetics.make(nowhere, seed: 1, threads: 1))
    // By content: numbers that are not there are not equal to themselves.
    #expect(scoped.mapValues(\.digest) == plain.mapValues(\.digest))
  }
}
