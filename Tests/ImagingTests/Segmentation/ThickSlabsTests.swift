import Arithmetic
import Imaging
import Support
import Testing

@Suite struct ThickSlabsTests {
  static let affine = Affine(linear: Affine.directionsLIA.map { $0 * 0.8 }, translation: [1, 2, 3])
  let arithmetic: any Arithmetic
  init() throws { arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1) }

  static func ramp(_ shape: [Int]) -> Volume {
    let count = shape.reduce(1, *)
    return Volume(
      voxels: .binary32(Tensor(shape: shape, values: (0..<count).map { Float($0 * 7 % 256) })),
      affine: affine)
  }

  @Test(.enabled(if: Repository.python != nil)) func areTheWindowsThatNumPyCuts() throws {
    let folder = try TemporaryFolder()
    let shape = [5, 6, 9]
    let script = """
      import sys, numpy as np
      from numpy.lib.stride_tricks import sliding_window_view
      volume = (np.arange(5 * 6 * 9) * 7 % 256).astype('u1').reshape(5, 6, 9)
      turned = dict(coronal=volume, axial=np.moveaxis(volume, [0, 1, 2], [1, 2, 0]),
                    sagittal=np.moveaxis(volume, [0, 1, 2], [2, 1, 0]))
      for plane, array in turned.items():
        padded = np.pad(array, ((0, 0), (0, 0), (3, 3)), mode='edge')
        windows = sliding_window_view(padded, 7, axis=2).transpose(2, 3, 0, 1)
        np.clip(windows.astype('f4') / 255.0, 0, 1).tofile(f'{sys.argv[1]}/{plane}')
      """
    _ = try Repository.run(python: script, [folder.path])
    let slabs = try ThickSlabs(Self.ramp(shape))
    for plane in AnatomicalPlane.allCases {
      let expected = try folder.elements(of: plane.rawValue, as: Float.self)
      let (height, width) = plane.sliceShape(shape)
      var found: [Float] = []
      for index in 0..<plane.sliceCount(shape) {
        guard case .binary32(let slab) = slabs.slab(index, plane, arithmetic) else { return }
        #expect(slab.shape == [7, height, width])
        found += slab.values
      }
      #expect(found == expected, "\(plane)")
    }
  }

  @Test func formatIsTheArithmetics() throws {
    let arithmetic = try Arithmetics.make(.init(name: "float64"), seed: 1, threads: 1)
    let slab = try ThickSlabs(Self.ramp([3, 3, 3])).slab(1, .coronal, arithmetic)
    #expect(slab.format == .binary64)
    #expect(slab.doubles.contains(7.0 / 255))
  }

  @Test func scaleIsBinary32() {
    for plane in AnatomicalPlane.allCases {
      let factors = plane.scaleFactors(Self.affine)
      #expect(factors == (1 / Float(0.8), 1 / Float(0.8)))
    }
  }

  @Test func whatIsNotConformedIsRefused() {
    var volume = Self.ramp([3, 3, 3])
    volume.affine = .identity
    #expect(
      throws: ImagingError("a conformed image is LIA, this one is RAS: conform it first")
    ) { try ThickSlabs(volume) }
    let half = Volume(
      voxels: .binary32(Tensor(shape: [1, 1, 1], values: [0.5])), affine: Self.affine)
    #expect(throws: ImagingError.self) { try ThickSlabs(half) }
    let empty = Volume(
      voxels: .binary64(Tensor(shape: [2, 2, 2], repeating: 0)), affine: Self.affine)
    #expect(throws: ImagingError("the image is empty: all its voxels are 0")) {
      try ThickSlabs(empty)
    }
  }
}
