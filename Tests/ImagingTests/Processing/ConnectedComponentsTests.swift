import Arithmetic
import Support
import Testing

@testable import Imaging

@Suite struct ConnectedComponentsTests {
  /// Numbers in order of first voxels; 0 is background.
  static func numbers(_ found: ConnectedComponents) -> [Int32] {
    var numbers = [Int32](repeating: 0, count: found.shape.reduce(1, *))
    found.forEachRun { voxels, component in
      for voxel in voxels { numbers[voxel] = Int32(component + 1) }
    }
    return numbers
  }

  /// scipy.ndimage.label for each label, renumbered by first voxels.
  static let script = """
    import sys, numpy as np
    from scipy import ndimage
    folder = sys.argv[1]
    shape = [int(n) for n in sys.argv[2:]]
    labels = np.fromfile(f'{folder}/labels', 'i4').reshape(shape)
    parts, count = np.zeros(shape, int), 0
    for label in np.unique(labels[labels > 0]):
      found, more = ndimage.label(labels == label, np.ones((3, 3, 3)))
      parts = np.where(found > 0, found + count, parts)
      count += more
    names, first = np.unique(parts[parts > 0], return_index=True)
    order = names[np.argsort(np.flatnonzero(parts.ravel() > 0)[first])]
    new = np.zeros(count + 1, 'i4')
    new[order] = np.arange(1, count + 1)
    new[parts].tofile(f'{folder}/numbers')
    centres = ndimage.center_of_mass(parts > 0, new[parts], range(1, count + 1))
    np.array(centres, 'f8').tofile(f'{folder}/centres')
    np.bincount(new[parts].ravel(), minlength=count + 1)[1:].astype('i8').tofile(f'{folder}/sizes')
    """

  @Test(
    .enabled(if: Repository.python != nil),
    arguments: [
      ([14, 15, 16], 12), ([14, 15, 16], 6), ([9, 1, 30], 4), ([1, 1, 40], 3), ([20, 12, 1], 3),
    ])
  func areThoseOfSciPy(shape: [Int], choices: Int) throws {
    let folder = try TemporaryFolder()
    var state: UInt64 = 7
    // Labels 1 to 3 with background: sparse enough that diagonals decide.
    let labels = (0..<shape.reduce(1, *)).map { _ -> Int32 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let drawn = Int32(state >> 33) % Int32(choices)
      return drawn <= 3 ? drawn : 0
    }
    try folder.write(labels, as: "labels")
    _ = try Repository.run(python: Self.script, [folder.path] + shape.map(String.init))
    let found = ConnectedComponents(of: Tensor(shape: shape, values: labels))
    #expect(Self.numbers(found) == (try folder.elements(of: "numbers", as: Int32.self)))
    #expect(found.components.map(\.size) == (try folder.elements(of: "sizes", as: Int.self)))
    let centres = try folder.elements(of: "centres", as: Double.self)
    let own = found.components.flatMap(\.centroid)
    #expect(own.count == centres.count && zip(own, centres).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Labels that alternate along two lines touch only by edges.
  @Test func labelsThatEndTogether() {
    let labels = Tensor<Int32>(shape: [1, 2, 5], values: [1, 1, 1, 2, 2, 2, 2, 2, 1, 1])
    let found = ConnectedComponents(of: labels)
    #expect(found.components.map(\.size) == [5, 5])
    #expect(found.components.map(\.label) == [1, 2])
  }

  @Test func theLargestIsTheFirstOfEquals() {
    let labels = Tensor<UInt8>(shape: [1, 1, 7], values: [1, 0, 1, 1, 0, 1, 1])
    let found = ConnectedComponents(of: labels)
    #expect(found.largest == 1)
    #expect(found.mask(of: 1).values == [0, 0, 1, 1, 0, 0, 0])
    #expect(ConnectedComponents(of: Tensor<UInt8>(shape: [0, 3, 0], values: [])).largest == nil)
  }
}
