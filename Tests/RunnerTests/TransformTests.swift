import Support
import Testing

/// Transforms of other programs, from the manifest to a file and back.
@Suite struct TransformTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("moving.nii", SyntheticHead(shift: (8, -6, 4)).image)
    try folder.write("fixed.nii", SyntheticHead().image)
  }

  private func lastbit(_ arguments: String...) throws -> Lastbit.Outcome {
    try Lastbit(in: folder.path).call(arguments)
  }

  private func manifest(_ transform: String) -> String {
    """
    lastbit: 1
    name: carry
    sources:
      moving: {file: moving.nii}
      fixed: {file: fixed.nii}
      transform: \(transform)
    stages:
      carried: {uses: register/apply, in: {image: moving, fixed: fixed, transform: transform}, export: carried.nii}
    """
  }

  private static let aligned = """
    lastbit: 1
    name: align
    sources: {moving: {file: moving.nii}, fixed: {file: fixed.nii}}
    stages:
      aligned:
        uses: register/affine
        in: {moving: moving, fixed: fixed}
        with: {dof: rigid}
        export: {transform: found.txt, resampled: resampled.nii}
    """

  /// What leaves in the format of another program carries the image as the transform itself.
  @Test func everyFormatComesBack() throws {
    try folder.write("align.yaml", Self.aligned)
    let run = try lastbit("run", "align.yaml")
    #expect(run.status == 0, "\(run.messages)")
    let images = ["--moving", "moving.nii", "--fixed", "fixed.nii"]
    for (name, flags, source) in [
      ("a.tfm", [], "{file: a.tfm}"),
      ("0GenericAffine.mat", ["--as", "itk"], "{file: 0GenericAffine.mat}"),
      ("a.lta", images, "{file: a.lta}"),
      ("a.xfm", [], "{file: a.xfm}"),
      ("w.mat", [], "{file: w.mat, convention: world}"),
      (
        "f.mat", ["--as", "flirt"] + images,
        "{file: f.mat, convention: flirt, moving: moving, fixed: fixed.nii}"
      ),
    ] as [(String, [String], String)] {
      let export = try Lastbit(in: folder.path).call(
        ["export", "aligned.transform", name] + flags)
      #expect(export.status == 0, "\(name): \(export.messages)")
      try folder.write("carry.yaml", manifest(source))
      let carried = try lastbit("run", "carry.yaml")
      #expect(carried.status == 0, "\(name): \(carried.messages)")
      let (a, b) = (try folder.read("carried.nii"), try folder.read("resampled.nii"))
      #expect(a.count == b.count)
      // Headers are the same; voxels are binary32.
      var worst: Float = 0
      for place in stride(from: 352, to: a.count, by: 4) {
        func number(_ data: some Collection<UInt8>) -> Float {
          Float(bitPattern: data.reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        worst = max(worst, abs(number(a[place..<place + 4]) - number(b[place..<place + 4])))
      }
      #expect(worst < 0.05, "\(name)")
    }
  }

  @Test func aMatrixThatMayBeAnythingIsRefused() throws {
    try folder.write("m.mat", "1 0 0 8\n0 1 0 -6\n0 0 1 4\n0 0 0 1\n")
    try folder.write("carry.yaml", manifest("{file: m.mat}"))
    let outcome = try lastbit("run", "carry.yaml")
    #expect(outcome.status != 0)
    #expect(
      outcome.messages.contains("convention: flirt, moving: …, fixed: …"), "\(outcome.messages)")
    #expect(!folder.exists("carried.nii"))
    let bad = try lastbit("export", "carried", "x.tfm", "--as", "flirt")
    #expect(bad.status != 0)
  }

  /// Another image gives a matrix of FLIRT another place.
  @Test func theImagesOfAMatrixAreWhatItIs() throws {
    try folder.write("m.mat", "1 0 0 8\n0 1 0 -6\n0 0 1 4\n0 0 0 1\n")
    try folder.write("reference.nii", SyntheticHead().image)
    try folder.write(
      "carry.yaml",
      manifest("{file: m.mat, convention: flirt, moving: moving.nii, fixed: reference.nii}"))
    #expect(try lastbit("run", "carry.yaml").status == 0)
    #expect(try lastbit("run", "carry.yaml").output.contains("Nothing to do"))
    try folder.write("reference.nii", SyntheticHead(size: 20).image)
    let again = try lastbit("run", "carry.yaml")
    #expect(!again.output.contains("Nothing to do"), "\(again.messages)")
  }
}
