import Arithmetic
import Foundation
import Imaging
import Networks
import PipelineKit
import Support
import Synchronization
import Testing
import Training

@testable import Stages

/// Trainings on FastSurfer's own files of slices, which h5py writes, against those on the images behind them.
@Suite(.enabled(if: Python.has("h5py", "numpy"))) struct TrainFastSurferFilesTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// No two axes are alike, so that transposed slices are others.
  private static let shape = [20, 24, 28]
  private static let small: [String: Value] = [
    "network": "cnn", "filters": 2, "epochs": [2], "batch": 4, "accumulate": 1, "padded": 32,
    "thin-weight": 4.0,
  ]

  /// A bright ball (label 10) in a dim one (2), off the middle, of voxels of 0.8 mm.
  private static func head() -> (image: Volume, labels: Labels) {
    let stream = RandomStream(key: 33, stream: 0)
    var (voxels, labels): ([Float], [Int32]) = ([], [])
    for voxel in 0..<shape.reduce(1, *) {
      let (i, j, k) = (
        voxel / (shape[1] * shape[2]), voxel / shape[2] % shape[1], voxel % shape[2]
      )
      let far = (i - 9) * (i - 9) + (j - 13) * (j - 13) + (k - 12) * (k - 12)
      labels.append(far < 12 ? 10 : far < 70 ? 2 : 0)
      let mean: Double = far < 12 ? 210 : far < 70 ? 110 : 20
      voxels.append(
        Float(min(255, max(0, (mean + 12 * stream.normal(UInt64(voxel))).rounded()))))
    }
    let affine = Affine(
      linear: Affine.directionsLIA.map { $0 * 0.8 }, translation: [8, -9, 10])
    return (
      Volume(voxels: .binary32(Tensor(shape: shape, values: voxels)), affine: affine),
      Labels(voxels: Tensor(shape: shape, values: labels), affine: affine)
    )
  }

  private static func choice(_ values: ParameterValues) throws -> (SliceChoice, WeightMap) {
    let choice = try SliceChoice(values)
    return (
      choice, WeightChoice.map(values, cortexAbove: choice.plane == .sagittal ? 19 : 33)
    )
  }

  /// The file of that head; its weights are those that lastbit gives its voxels.
  private func file(
    _ plane: AnatomicalPlane, called name: String = "slices.hdf5", change: String = ""
  ) throws -> String {
    let head = Self.head()
    let (choice, weights) = try Self.choice(
      Running.values(
        of: TrainFastSurfer.self,
        Self.small.merging(["plane": .string(plane.rawValue)]) { _, new in new }))
    let classes = try choice.classes.numbers(of: head.labels, called: "labels")
    let arithmetic = try Running.context().arithmetic
    let path = folder.path(name)
    try FastSurferFile.write(
      path, image: head.image.voxels.doubles.map { UInt8($0) },
      classes: classes.values.map { UInt8($0) },
      weights: weights.weights(classes, arithmetic).doubles.map { Float($0) },
      shape: Self.shape, plane: plane.rawValue, voxel: 0.8, change: change)
    return path
  }

  /// A source file, which must not be loaded whole.
  private static func item(
    _ path: String, checker: @escaping @Sendable () throws -> Void = {}
  ) -> [Inputs.Item] {
    let file = Inputs.Item.File(path: path, checker: checker, copier: { _ in })
    return [
      Inputs.Item(coordinates: Coordinates([.init("part", "1")]), file: file) {
        throw StageError("the file was loaded whole")
      }
    ]
  }

  private static func train(
    _ inputs: [String: [Inputs.Item]], _ values: [String: Value] = [:], threads: Int = 1,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> [String: Artifact] {
    try Running.run(
      TrainFastSurfer.self,
      small.merging(["plane": "axial"]) { own, _ in own }.merging(values) { _, new in new },
      inputs, threads: threads, warn: warn)
  }

  private static func images() -> [String: [Inputs.Item]] {
    let head = head()
    func item(_ artifact: Artifact) -> [Inputs.Item] {
      [Inputs.Item(coordinates: Coordinates([.init("subject", "ernie")])) { artifact }]
    }
    return [
      "images": item(.volume(head.image, as: .uint8)), "labels": item(.labels(head.labels)),
    ]
  }

  /// Slabs, classes, weights and scales of all slices, plain and augmented, in `ieee`; slabs and classes also
  /// where numbers are rounded at random.
  @Test(arguments: AnatomicalPlane.allCases)
  func givesTheBatchesOfItsImages(_ plane: AnatomicalPlane) throws {
    let path = try file(plane)
    let values = try Running.values(
      of: TrainFastSurfer.self,
      Self.small.merging([
        "plane": .string(plane.rawValue), "network": "vinn", "window": 16, "turn": 10.0,
        "noise": 0.05,
      ]) { _, new in new })
    let (choice, weights) = try Self.choice(values)
    for name in ["ieee", "random-rounding"] {
      let context = try Running.context(
        arithmetic: ArithmeticSpecification(name: name), streams: TrainFastSurfer.streams)
      let augmentation = try ExampleAugmentation(
        values, context.random(ExampleAugmentation.stream))
      func examples(_ source: SliceSource) throws -> LabelledSlices {
        try LabelledSlices(
          source.stacks(choice, weights: weights, context), choice,
          augmentation: augmentation, scales: context.random(TrainFastSurfer.scaleStream))
      }
      let images = Self.images()
      let heads = try examples(
        SliceSource(
          images: Many(items: try #require(images["images"]), named: "the image"),
          labels: Many(items: try #require(images["labels"]), named: "the label map"),
          files: nil))
      let stored = try examples(
        SliceSource(
          images: nil, labels: nil, files: Many(items: Self.item(path), named: "the file")))
      #expect(heads.count == stored.count && stored.count > 8)
      let epochs: [Int?] = name == "ieee" ? [nil, 1] : [nil]
      for epoch in epochs {
        let numbers = [stored.count - 1] + Array(0..<stored.count - 1)
        let arithmetic = context.arithmetic
        let one = try heads.batch(numbers, epoch: epoch, arithmetic.fork(7))
        let other = try stored.batch(numbers, epoch: epoch, arithmetic.fork(7))
        #expect(one.images == other.images && one.classes == other.classes)
        #expect(one.images.shape == [stored.count, 7, 32, 32])
        #expect(Set(other.classes.values).count == 3)
        #expect(one.variant?.name == other.variant?.name)
        if name == "ieee" {
          #expect(one.weights == other.weights && other.weights != nil)
        }
      }
      #expect(stored.name(0) == "the file at part=1, group '256', slice 0")
    }
  }

  /// The same network as from images, to the bit, on any number of threads, and tried on files too.
  @Test func trainsTheNetworkOfItsImages() throws {
    let path = try file(.axial, called: "training_axial.hdf5")
    let warnings = Mutex<[String]>([])
    let inputs = ["slices": Self.item(path), "validation-slices": Self.item(path)]
    let outputs = try Self.train(inputs) { text in warnings.withLock { $0.append(text) } }
    let fromFile = try ModelWeights(from: try #require(outputs["best"]), named: "best")
    var images = Self.images()
    images["validation-images"] = images["images"]
    images["validation-labels"] = images["labels"]
    let expected = try Self.train(images)
    let fromImages = try ModelWeights(from: try #require(expected["best"]), named: "best")
    #expect(fromFile.entries == fromImages.entries && !fromFile.entries.isEmpty)
    // By digest: a number that is missing is not equal to itself.
    #expect(outputs["metrics"]?.digest == expected["metrics"]?.digest)
    #expect(outputs["classes"]?.digest == expected["classes"]?.digest)
    #expect(TrainedOn(fromFile).people == ["subject=ernie"])
    let threaded = try Self.train(inputs, threads: 2)
    #expect(threaded["best"] == outputs["best"])
    #expect(threaded["model[epoch=2]"] == outputs["model[epoch=2]"])
    // Classes 1 and 7 are ones that sagittal slices have too.
    #expect(warnings.withLock { $0 }.count { $0.contains("no slice has a class above 50") } == 2)
    // A file that another stage made comes from the store.
    let bytes = try [UInt8](folder.read("training_axial.hdf5"))
    let made = try Self.train([
      "slices": Running.one(.file(bytes, ending: ".hdf5")),
      "validation-slices": Self.item(path),
    ])
    #expect(made["best"] == outputs["best"])
  }

  /// Weights count as the file has them, unless those of images would all be one.
  @Test func weightsAreTheFiles() throws {
    let own = try Self.train(["slices": Self.item(try file(.axial))])
    let doubled = try Self.train([
      "slices": Self.item(
        try file(.axial, called: "d.hdf5", change: "put('weight_dataset', 2 * weights)"))
    ])
    #expect(own["best"] != doubled["best"])
    let even: [String: Value] = [
      "class-weights": false, "edge-weight": 0.0, "thin-weight": 0.0,
    ]
    let without = try file(.axial, called: "w.hdf5", change: "del group['weight_dataset']")
    let images = try Self.train(Self.images(), even)
    let stored = try Self.train(["slices": Self.item(without)], even)
    #expect(images["metrics"] == stored["metrics"])
  }

  /// Images of several sizes in one file, and slices that hold nothing.
  @Test func takesSeveralSizes() throws {
    let both = try file(
      .axial,
      change: """
        other = file.create_group("18")
        fill(other, slabs[:3, :18, :18], classes[:3, :18, :18], weights[:3, :18, :18], zooms[:3], "bert")
        """)
    let outputs = try Self.train(
      ["slices": Self.item(both)], ["epochs": [1], "noise": 0.01, "keep-draws": true])
    let weights = try ModelWeights(from: try #require(outputs["best"]), named: "best")
    #expect(Set(TrainedOn(weights).people) == ["subject=bert", "subject=ernie"])
    #expect(
      stageError { _ = try Self.train(["slices": Self.item(both)], ["padded": 16]) }?.contains(
        "which do not fit into 16: see 'padded'") == true)
    let blank = try file(
      .axial, called: "blank.hdf5", change: "put('aseg_dataset', 0 * classes)")
    #expect(
      stageError { _ = try Self.train(["slices": Self.item(blank)]) }?.hasPrefix(
        "no slice holds anything") == true)
  }

  static let damages: [(change: String, message: String)] = [
    ("del group['zoom_dataset']", "has no data set '256/zoom_dataset'"),
    ("del group['weight_dataset']", "has no data set '256/weight_dataset'"),
    ("file.create_group('311')", "has no data set '311/orig_dataset'"),
    ("del file['256']", "has no groups"),
    ("put('aseg_dataset', classes[:-1])", "goes with the"),
    ("put('weight_dataset', weights[:, 1:])", "goes with the"),
    ("put('zoom_dataset', zooms[:, :1])", "goes with the"),
    ("put('orig_dataset', slabs[..., :3])", "where [slices, height, width, 7] belongs"),
    ("put('orig_dataset', slabs[0])", "where [slices, height, width, 7] belongs"),
    ("put('orig_dataset', slabs / np.float32(255))", "holds float32, where uint8 belongs"),
    ("put('orig_dataset', slabs, chunks=True)", "is stored in chunks"),
    ("put('aseg_dataset', classes.astype(float))", "where the numbers of classes belong"),
    ("put('aseg_dataset', classes.astype('S1'))", "holds texts"),
    ("put('zoom_dataset', [b'one'])", "holds texts"),
    ("group['aseg_dataset'][3, 4, 5] = 79", "has class 79 in slice 3"),
    (
      "classes = classes.astype(np.int16); classes[2, 4, 5] = -1; put('aseg_dataset', classes)",
      "has class -1 in slice 2"
    ),
    ("group['weight_dataset'][2, 0, 0] = np.nan", "has weight nan in slice 2"),
    ("group['weight_dataset'][1, 0, 0] = -1", "has weight -1.0 in slice 1"),
    ("group['zoom_dataset'][1, 1] = 0", "says that slice 1 has pixels of 0.0 mm"),
    ("group['zoom_dataset'][1, 1] = np.nan", "says that slice 1 has pixels of nan mm"),
  ]

  @Test(arguments: damages.indices) func saysWhatIsWrong(_ number: Int) throws {
    let (change, message) = Self.damages[number]
    let path = try file(.axial, change: change)
    let error = stageError { _ = try Self.train(["slices": Self.item(path)]) }
    #expect(
      error?.hasPrefix("\(path): ") == true && error?.contains(message) == true, "\(error ?? "")")
  }

  @Test func saysWhatIsNoFileOfSlices() throws {
    func error(_ inputs: [String: [Inputs.Item]], _ values: [String: Value] = [:]) -> String? {
      stageError { _ = try Self.train(inputs, values) }
    }
    let path = try file(
      .sagittal, called: "set_sagittal.hdf5", change: "group['aseg_dataset'][0, 0, 0] = 50")
    #expect(
      error(["slices": Self.item(path)])?.contains(
        "is called after sagittal slices, where 'plane' says axial") == true)
    let many = try file(.axial, change: "group['aseg_dataset'][0, 0, 0] = 60")
    #expect(
      error(["slices": Self.item(many)], ["plane": "sagittal"])?.contains(
        "where the network of sagittal slices has classes 0 to 50: is the file of another plane")
        == true)
    let bytes = try folder.read("slices.hdf5")
    for count in [0, 7, 90, 700, bytes.count / 2, bytes.count - 1] {
      let cut = try folder.write("cut.hdf5", bytes.prefix(count))
      let found = error(["slices": Self.item(cut)])
      #expect(found?.hasPrefix("\(cut): ") == true, "\(count): \(found ?? "")")
    }
    let text = try folder.write(
      "text.hdf5", "no HDF5 at all, but some words that are longer than a header")
    #expect(error(["slices": Self.item(text)])?.contains("is not an HDF5 file") == true)
    #expect(error([:])?.hasPrefix("there is nothing to learn from") == true)
    let both = Self.images().merging(["slices": Self.item(many)]) { own, _ in own }
    #expect(error(both)?.contains("and both are connected") == true)
    #expect(error(["images": Self.images()["images"] ?? []]) == "'images' need 'labels'")
  }

  /// What is read is what the key was made from: a file that changes ends the training.
  @Test func aFileThatChangesEndsTheTraining() throws {
    let path = try file(.axial)
    let reads = Mutex(0)
    let error = stageError {
      _ = try Self.train([
        "slices": Self.item(path) {
          let count = reads.withLock { reads in
            reads += 1
            return reads
          }
          if count > 6 { throw StageError("it has changed") }
        }
      ])
    }
    #expect(error == "it has changed")
    #expect(reads.withLock { $0 } == 7)
  }
}
