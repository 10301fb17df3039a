import Foundation
import Support
import Testing

/// Trainings on files of slices that other programs made, end to end.
@Suite(.enabled(if: Python.has("h5py", "numpy"))) struct TrainingFilesTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
  }

  private func write(_ name: String, weight: Float) throws {
    let shape = [16, 16, 16]
    var (image, classes): ([UInt8], [UInt8]) = ([], [])
    for voxel in 0..<shape.reduce(1, *) {
      let far = [voxel / 256, voxel / 16 % 16, voxel % 16].reduce(0) { $0 + ($1 - 7) * ($1 - 7) }
      classes.append(far < 9 ? 60 : far < 36 ? 1 : 0)
      image.append(UInt8((far < 9 ? 200 : far < 36 ? 110 : 20) + voxel % 7))
    }
    try FastSurferFile.write(
      folder.path(name), image: image, classes: classes,
      weights: [Float](repeating: weight, count: image.count), shape: shape, plane: "axial")
  }

  private func manifest(_ name: String) -> String {
    """
    lastbit: 1
    name: slices
    sources:
      slices: {file: \(name), type: file}
    stages:
      trained:
        uses: train/fastsurfer
        in: {slices: slices}
        with: {plane: axial, network: cnn, filters: 2, epochs: [1], batch: 4, accumulate: 1}
        export: {best: trained.pt}

    """
  }

  /// What is learnt follows from what the file holds, and is there until that changes.
  @Test func aSourceNamesTheFile() throws {
    try write("slices.hdf5", weight: 1)
    try folder.write("m.yaml", manifest("slices.hdf5"))
    let first = try lastbit("run", "m.yaml")
    try #require(first.status == 0, "\(first.messages)")
    #expect(folder.exists("trained.pt"))
    #expect(try lastbit("run", "m.yaml").output.hasPrefix("Nothing to do"))
    let metrics = try lastbit("show", "trained.metrics").output
    #expect(try lastbit("logs", "trained").output.contains("axial slices of 1 subject in 1 file"))
    try write("slices.hdf5", weight: 3)
    let second = try lastbit("run", "m.yaml")
    try #require(second.status == 0, "\(second.messages)")
    #expect(try lastbit("show", "trained.metrics").output != metrics)
  }

  @Test func saysWhatIsWrongWithTheFile() throws {
    try write("slices.hdf5", weight: 1)
    let bytes = try folder.read("slices.hdf5")
    try folder.write("training_coronal.hdf5", bytes)
    try folder.write("short.hdf5", bytes.prefix(bytes.count / 2))
    for (name, message) in [
      ("training_coronal.hdf5", "is called after coronal slices, where 'plane' says axial"),
      ("short.hdf5", "is cut short"),
    ] {
      try folder.write("m.yaml", manifest(name))
      let run = try lastbit("run", "m.yaml")
      #expect(run.status == 1)
      #expect((run.output + run.messages).contains(message), "\(run.output)\(run.messages)")
    }
  }
}
