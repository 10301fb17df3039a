import Arithmetic
import Foundation
import Support

/// What FastSurfer's own code made of a label map, where the reference files and a Python are there.
struct FastSurferReference {
  static let isAvailable =
    Repository.python != nil && Shared.path("reference/fastsurfer/pv_labels.npz") != nil
  static let shape = [48, 48, 48]

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let script = """
      import sys, numpy as np
      source, folder = sys.argv[1:]
      labels = np.load(source + '/pv_labels.npz')
      for name in 'seg', 'split', 'mask', 'aseg':
        labels[name].astype('i4').tofile(f'{folder}/{name}')
      np.load(source + '/pv_norm.npy').astype('f4').tofile(f'{folder}/norm')
      """
    guard let path = Shared.path("reference/fastsurfer") else { return }
    _ = try Repository.run(python: script, [path, folder.path])
  }

  /// `seg`, `split`, `mask` or `aseg`.
  func labels(_ name: String) throws -> Tensor<Int32> {
    Tensor(shape: Self.shape, values: try folder.elements(of: name, as: Int32.self))
  }

  func intensities() throws -> Tensor<Float> {
    Tensor(shape: Self.shape, values: try folder.elements(of: "norm", as: Float.self))
  }

  /// The table of `pv_calc`.
  struct Row: Decodable {
    var SegId: Int32
    var NVoxels: Int
    var Volume_mm3: Double
    var Mean: Double
    var StdDev: Double
    var Min: Double
    var Max: Double
    var Range: Double
  }

  func rows() throws -> [Row] {
    guard let path = Shared.path("reference/fastsurfer/pv_volumes.json") else { return [] }
    return try JSONDecoder().decode([Row].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
