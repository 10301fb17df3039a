import Foundation

/// HDF5 files for the training of FastSurfer, cut into slices by NumPy and written by h5py.
public enum FastSurferFile {
  /// Writes slabs of a head: a slice and three on each side, the outermost ones repeated, without slices whose
  /// classes sum up to 50 or less.
  ///
  /// - Parameters:
  ///   - path: of the file; others beside it hold what Python reads.
  ///   - image: intensities on an LIA grid of `shape`, C order, as `classes` and `weights`.
  ///   - voxel: millimetres.
  ///   - change: lines of Python that change the file's `group`, before it is closed; `put(name, data)` puts
  ///     another data set in place.
  public static func write(
    _ path: String, image: [UInt8], classes: [UInt8], weights: [Float], shape: [Int],
    plane: String, voxel: Double = 1, change: String = ""
  ) throws {
    for (name, data) in [
      ("image", Data(image)), ("classes", Data(classes)),
      ("weights", weights.withUnsafeBytes { Data($0) }),
    ] { try data.write(to: URL(fileURLWithPath: "\(path).\(name)")) }
    _ = try Repository.run(
      python: program, [path, plane, "\(voxel)", "\(shape)", change])
  }

  private static let program = """
    import json, sys
    import h5py
    import numpy as np

    path, plane, voxel, shape, change = sys.argv[1:]
    # Transpositions after which the axis across the slices is the last.
    order = {"coronal": (0, 1, 2), "axial": (2, 0, 1), "sagittal": (2, 1, 0)}[plane]

    def read(name, kind):
      return np.fromfile(path + "." + name, kind).reshape(json.loads(shape)).transpose(order)

    image = np.pad(read("image", np.uint8), ((0, 0), (0, 0), (3, 3)), mode="edge")
    classes = np.moveaxis(read("classes", np.uint8), 2, 0)
    weights = np.moveaxis(read("weights", np.float32).astype(float), 2, 0)
    slabs = np.stack([image[:, :, first:first + 7] for first in range(len(classes))])
    keep = classes.reshape(len(classes), -1).sum(1, dtype=np.int64) > 50
    slabs, classes, weights = slabs[keep], classes[keep], weights[keep]
    zooms = np.full((len(slabs), 2), float(voxel), np.float32)

    def fill(group, slabs, classes, weights, zooms, subject):
      group.create_dataset("orig_dataset", data=slabs)
      group.create_dataset("aseg_dataset", data=classes)
      group.create_dataset("weight_dataset", data=weights)
      group.create_dataset("zoom_dataset", data=zooms)
      group.create_dataset("subject", data=[subject], dtype=h5py.special_dtype(vlen=str))

    with h5py.File(path, "w") as file:
      group = file.create_group("256")
      fill(group, slabs, classes, weights, zooms, "ernie")

      def put(name, data, **how):
        del group[name]
        group.create_dataset(name, data=data, **how)

      exec(change)
    """
}
