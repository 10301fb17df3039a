import Arithmetic
import Support
import Testing

@testable import Networks

/// SynthMorph's affine network against NumPy, small and with random weights.
@Suite(.enabled(if: Repository.python != nil)) struct AffineFeatureDetectorTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// As Keras writes it.
  private func write(_ filters: [Int] = [4, 4, 6, 6, 6, 6, 6, 6, 12]) throws -> String {
    let path = folder.path("affine.h5")
    _ = try Repository.run(
      python: """
        import sys, h5py, numpy as np
        rng = np.random.default_rng(3)
        with h5py.File(sys.argv[1], "w") as file:
          group = file.create_group("model_weights")
          filters = [1] + [int(n) for n in sys.argv[2:]]
          names = ["conv3d" + (f"_{i}" if i else "") for i in range(len(filters) - 1)]
          group.attrs["layer_names"] = [name.encode() for name in names]
          for name, before, after in zip(names, filters, filters[1:]):
            layer = group.create_group(name)
            weights = [f"{name}/kernel:0".encode(), f"{name}/bias:0".encode()]
            layer.attrs["weight_names"] = weights
            kernel = (2 / (27 * before)) ** 0.5 * rng.normal(size=(3, 3, 3, before, after))
            layer[weights[0]] = kernel.astype("f4")
            layer[weights[1]] = (0.1 * rng.normal(size=after)).astype("f4")
        """, [path] + filters.map { "\($0)" })
    return path
  }

  private func image(_ name: String) throws -> RealTensor {
    let tensor = try NumPyFile.read(folder.path("\(name).npy"))
    return RealTensor(.binary64, shape: tensor.shape, tensor.values.map(Double.init))
  }

  @Test func transformsAreThoseOfTheDefinition() throws {
    let path = try write()
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/voxelmorph.py")
    _ = try Repository.run(python: program, [folder.path, "96", "64", "128", path])
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 2)
    let network = try AffineFeatureDetector(ModelFile.read(path))
    for (name, isRigid) in [("affine", false), ("rigid", true)] {
      let expected = try NumPyFile.read(folder.path("affine.\(name).npy")).values
      let found = try network.register(
        moving: image("moving"), fixed: image("fixed"), isRigid: isRigid, arithmetic
      ) { _ in }
      #expect(found.count == 12)
      let scale = expected.reduce(1) { max($0, Double(abs($1))) }
      for (ours, theirs) in zip(found, expected) {
        #expect(abs(ours - Double(theirs)) < 1e-6 * scale, "\(name)")
      }
    }
  }

  @Test func anImageOnItselfStays() throws {
    let path = try write()
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/voxelmorph.py")
    _ = try Repository.run(python: program, [folder.path, "64", "64", "96"])
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 2)
    let network = try AffineFeatureDetector(ModelFile.read(path))
    let image = try image("moving")
    let found = try network.register(moving: image, fixed: image, isRigid: false, arithmetic) { _ in
    }
    for (place, value) in found.enumerated() {
      #expect(abs(value - (place % 5 == 0 ? 1 : 0)) < 1e-6)
    }
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let short = try ModelFile.read(write([4, 4, 6]))
    let message = #expect(throws: ModelError.self) {
      try AffineFeatureDetector(short)
    }?.description
    #expect(
      message
        == "SynthMorph's affine network has 9 convolutions, these weights have 3: 'conv3d',"
        + " 'conv3d_1', 'conv3d_2'")
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let network = try AffineFeatureDetector(ModelFile.read(write()))
    func register(_ sizes: [Int]) throws {
      let image = RealTensor.binary32(Tensor(shape: sizes, repeating: 0.5))
      _ = try network.register(moving: image, fixed: image, isRigid: false, arithmetic) { _ in }
    }
    #expect(
      throws: ModelError(
        "this network takes images whose sides are multiples of 32, not 32 × 48 × 32")
    ) { try register([32, 48, 32]) }
    // All structures lie in the only voxel that is left.
    #expect(
      throws: ModelError(
        "it finds too few structures that both images show to fit a transform")
    ) { try register([32, 32, 32]) }
  }
}
