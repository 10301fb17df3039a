import Arithmetic
import Foundation
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

/// Transforms as other programs write and read them.
@Suite struct TransformFileTests {
  private let folder: TemporaryFolder
  private let reader = FileReader()
  init() throws { folder = try TemporaryFolder() }

  /// Turned, sheared and shifted, the same numbers as `write` below has.
  private static let world = Affine(
    rows: [1.1, 0.1, -0.05, 5, -0.08, 0.95, 0.12, -8, 0.02, -0.1, 1.02, 6])

  private func read(_ name: String, _ options: [String: Value] = [:]) throws -> Affine {
    try reader.read(SourceItem(folder.path(name), as: .affine, options: options))
      .affine(name: name)
  }

  private func expectSame(_ a: Affine, _ b: [Double], _ name: String, within: Double = 1e-9) {
    #expect(b.count >= 12, "\(name)")
    for (x, y) in zip(a.rows, b) { #expect(abs(x - y) < within, "\(name): \(a.rows) \(b)") }
  }

  private func write(_ text: String, _ name: String) throws {
    try folder.write(name, text)
  }

  private func message(
    _ name: String, _ options: [String: Value] = [:], as type: ArtifactType = .affine
  )
    -> String?
  {
    stageError {
      _ = try reader.read(SourceItem(folder.path(name), as: type, options: options))
    }
  }

  static let itk = """
    import sys, numpy as np, SimpleITK as sitk
    folder = sys.argv[1]
    a = sitk.AffineTransform(3); a.SetMatrix([1.1, .1, -.05, -.08, .95, .12, .02, -.1, 1.02])
    a.SetTranslation((5, -8, 6)); a.SetCenter((10, -20, 30))
    e = sitk.Euler3DTransform((1, 2, 3), .1, -.25, 2.9, (4, 5, 6))
    z = sitk.Euler3DTransform((1, 2, 3), .1, -.25, .3, (4, 5, 6)); z.SetComputeZYX(True)
    v = sitk.VersorRigid3DTransform((.1, -.2, .15, .9), (3, 1, 4), (7, -8, 9))
    s = sitk.Similarity3DTransform(1.2, (.1, -.2, .15, .9), (3, 1, 4), (7, -8, 9))
    c = sitk.ScaleVersor3DTransform((1.1, .9, 1.05), (.1, -.2, .15, .9), (3, 1, 4), (7, -8, 9))
    t = sitk.TranslationTransform(3, (2, -3, 4))
    k = sitk.ScaleTransform(3, (1.1, .9, 1.3)); k.SetCenter((1, 2, 3))
    many = sitk.CompositeTransform(3)
    for one in (a, e, t): many.AddTransform(one)
    flip = np.diag([-1, -1, 1, 1])
    for name, one in dict(affine=a, euler=e, zyx=z, versor=v, similarity=s, scale=c, shift=t, size=k,
                          many=many).items():
        origin = np.array(one.TransformPoint((0., 0, 0)))
        m = np.eye(4); m[:3, 3] = origin
        for axis in range(3):
            m[:3, axis] = np.array(one.TransformPoint(tuple(np.eye(3)[axis]))) - origin
        m = flip @ m @ flip
        for ending in (".tfm", ".h5") + ((".mat", ".txt") if name != "many" else ()):
            sitk.WriteTransform(one, f"{folder}/{name}{ending}")
            print(name + ending, *m[:3].ravel())
    """

  private static var hasITK: Bool { has("SimpleITK") }
  private static var hasNiTransforms: Bool { has("nitransforms") }
  private static func has(_ module: String) -> Bool {
    Repository.python != nil && (try? Repository.run(python: "import \(module)", [])) != nil
  }

  /// Every kind of transform of ITK, in every kind of file.
  @Test(.enabled(if: hasITK)) func transformsOfITK() throws {
    let lines = try Repository.run(python: Self.itk, [folder.path]).split(
      whereSeparator: \.isNewline)
    #expect(lines.count == 34)
    for line in lines {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Double($0) }
      expectSame(try read(String(words[0])), numbers, String(words[0]))
    }
    #expect(message("many.h5", as: .model)?.hasSuffix("add 'type: affine'") == true)
    #expect(message("many.h5", ["convention": "flirt"])?.contains("leave out 'convention'") == true)
  }

  /// What lastbit writes is what ITK reads.
  @Test(.enabled(if: hasITK)) func filesForITK() throws {
    for (name, format) in [("a.tfm", nil), ("a.txt", "itk"), ("a.mat", "itk")]
      as [(String, String?)]
    {
      let path = folder.path(name)
      try TransformExport(as: format, moving: nil, fixed: nil, path: path)
        .write(.affine(Self.world), to: path)
      let found = try Repository.run(
        python: """
          import sys, numpy as np, SimpleITK as sitk
          one = sitk.ReadTransform(sys.argv[1])
          origin = np.array(one.TransformPoint((0., 0, 0)))
          m = np.eye(4); m[:3, 3] = origin
          for axis in range(3):
              m[:3, axis] = np.array(one.TransformPoint(tuple(np.eye(3)[axis]))) - origin
          flip = np.diag([-1, -1, 1, 1])
          print(*(flip @ m @ flip)[:3].ravel())
          """, [path])
      expectSame(
        Self.world, found.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }, name)
      expectSame(try read(name), Self.world.rows, name)
    }
  }

  /// Two images of different geometry, of which one is left-handed.
  private func images() throws -> (moving: String, fixed: String) {
    let moving = Volume(
      voxels: .binary32(Tensor(shape: [12, 14, 9], repeating: 1)),
      affine: Affine(rows: [2, 0, 0.1, -10, 0, 2.5, 0, -14, -0.1, 0, 3, -12]))
    let fixed = Volume(
      voxels: .binary32(Tensor(shape: [10, 11, 13], repeating: 1)),
      affine: Affine(rows: [-1.5, 0, 0, 8, 0, 0, 2, -11, 0, 1.75, 0, -9]))
    let paths = (folder.path("moving.nii.gz"), folder.path("fixed.nii.gz"))
    try reader.write(.volume(moving), to: paths.0)
    try reader.write(.volume(fixed), to: paths.1)
    return paths
  }

  @Test func matricesOfFLIRTNeedTheirImages() throws {
    let (moving, fixed) = try images()
    let path = folder.path("m.mat")
    try TransformExport(as: "flirt", moving: moving, fixed: fixed, path: path)
      .write(.affine(Self.world), to: path)
    let options: [String: Value] = [
      "convention": "flirt", "moving": .string(moving), "fixed": .string(fixed),
    ]
    expectSame(try read("m.mat", options), Self.world.rows, "m.mat", within: 1e-6)
    #expect(message("m.mat")?.contains("convention: flirt, moving: …, fixed: …") == true)
    #expect(message("m.mat", ["convention": "flirt"])?.contains("only with both images") == true)
    #expect(
      message("m.mat", ["convention": "world", "fixed": .string(fixed)])?.contains("leave them out")
        == true)
    #expect(
      stageError {
        _ = try TransformExport(as: "flirt", moving: moving, fixed: nil, path: path)
      }?.contains("--moving IMAGE --fixed IMAGE") == true)
    // A matrix that FSL wrote is not taken for another, whatever it is called.
    try write("1  0  0  2  \n0  1  0  3  \n0  0  1  4  \n0  0  0  1  \n", "fsl.txt")
    #expect(message("fsl.txt")?.contains("may be a matrix of FSL's FLIRT") == true)
    try write("1 0 0 2\n0 1 0 3\n0 0 1 4\n0 0 0 1\n", "plain.mat")
    #expect(message("plain.mat")?.contains("convention: world") == true)
    expectSame(
      try read("plain.mat", ["convention": "world"]), [1, 0, 0, 2, 0, 1, 0, 3, 0, 0, 1, 4], "plain")
  }

  /// FLIRT, LTA and X5 against NiTransforms.
  @Test(.enabled(if: hasNiTransforms)) func filesOfNiTransforms() throws {
    let (moving, fixed) = try images()
    let rows = Self.world.rows.map { "\($0)" }.joined(separator: ",")
    _ = try Repository.run(
      python: """
        import sys, numpy as np, nibabel as nib
        from nitransforms.linear import Affine
        folder, moving, fixed = sys.argv[1:]
        m = np.vstack([np.array([\(rows)]).reshape(3, 4), [0, 0, 0, 1]])
        a = Affine(m, reference=nib.load(fixed))
        a.to_filename(f"{folder}/n.fsl", fmt="fsl", moving=nib.load(moving))
        a.to_filename(f"{folder}/n.lta", fmt="fs", moving=nib.load(moving))
        a.to_filename(f"{folder}/n.tfm", fmt="itk")
        import shutil, glob
        shutil.copy(glob.glob(f"{folder}/n.fsl*")[0], f"{folder}/n.mat")
        """, [folder.path, moving, fixed])
    let flirt: [String: Value] = [
      "convention": "flirt", "moving": .string(moving), "fixed": .string(fixed),
    ]
    expectSame(try read("n.mat", flirt), Self.world.rows, "FLIRT", within: 1e-4)
    expectSame(try read("n.lta"), Self.world.rows, "LTA", within: 1e-4)
    expectSame(try read("n.tfm"), Self.world.rows, "ITK", within: 1e-6)

    for (name, format) in [("w.mat", "flirt"), ("w.lta", "lta")] {
      let path = folder.path(name)
      try TransformExport(as: format, moving: moving, fixed: fixed, path: path)
        .write(.affine(Self.world), to: path)
    }
    let found = try Repository.run(
      python: """
        import sys, numpy as np, nibabel as nib
        from nitransforms.linear import load
        folder, moving, fixed = sys.argv[1:]
        for name, fmt in (("w.mat", "fsl"), ("w.lta", "fs")):
            one = load(f"{folder}/{name}", fmt=fmt, reference=nib.load(fixed), moving=nib.load(moving))
            print(*np.asarray(one.matrix).reshape(4, 4)[:3].ravel())
        """, [folder.path, moving, fixed])
    for line in found.split(whereSeparator: \.isNewline) {
      expectSame(
        Self.world, line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }, "\(line)",
        within: 1e-4)
    }
  }

  /// NiTransforms' own format: linear ones, alone in their file.
  @Test(.enabled(if: hasNiTransforms)) func filesOfX5() throws {
    let rows = Self.world.rows.map { "\($0)" }.joined(separator: ",")
    let (_, fixed) = try images()
    _ = try Repository.run(
      python: """
        import sys, numpy as np, nibabel as nib
        from nitransforms.linear import Affine
        from nitransforms.io.x5 import X5Transform, to_filename
        folder, fixed = sys.argv[1:]
        m = np.vstack([np.array([\(rows)]).reshape(3, 4), [0, 0, 0, 1]])
        a = Affine(m, reference=nib.load(fixed))
        a.to_filename(f"{folder}/n.x5")
        a.to_filename(f"{folder}/i.x5", x5_inverse=True)
        Affine(m).to_filename(f"{folder}/b.x5")
        one = a.to_x5()
        to_filename(f"{folder}/two.x5", [one, one])
        one.array_length, one.transform = 2, np.stack([m, m])
        to_filename(f"{folder}/many.x5", [one])
        to_filename(f"{folder}/far.x5", [X5Transform("nonlinear", np.zeros((2, 2, 2, 3)), representation="displacements", dimension_kinds=("space",) * 3 + ("vector",))])
        m[2] = 0
        to_filename(f"{folder}/flat.x5", [X5Transform("linear", m, dimension_kinds=("space",) * 3 + ("vector",))])
        """, [folder.path, fixed])
    for name in ["n.x5", "i.x5", "b.x5"] {
      expectSame(try read(name), Self.world.rows, name, within: 1e-12)
    }
    #expect(message("two.x5")?.contains("is an X5 file of 2 transforms; one is read") == true)
    #expect(message("many.x5")?.contains("is an X5 file without one 4 × 4 matrix") == true)
    #expect(message("far.x5")?.contains("is an X5 file of type 'nonlinear'") == true)
    #expect(message("flat.x5")?.contains("its matrix has no inverse") == true)
    #expect(message("n.x5", ["convention": "flirt"])?.contains("leave out 'convention'") == true)
  }

  @Test func linearTransformArraysOfBothKinds() throws {
    let head = { (type: Int) in
      "# made by a test\ntype      = \(type) # kind\nnxforms   = 1\nmean      = 0.0 0.0 0.0\n"
        + "sigma     = 1.0\n1 4 4\n"
    }
    // The source lies 3 mm to the right of the target, voxels of 2 and 1 mm.
    let volumes = """
      src volume info
      valid = 1  # volume info valid
      filename = a b.mgz
      volume = 10 10 10
      voxelsize = 2 2 2
      xras   = -1 0 0
      yras   = 0 0 -1
      zras   = 0 1 0
      cras   = 3 0 0
      dst volume info
      valid = 1  # volume info valid
      filename = t.mgz
      volume = 20 20 20
      voxelsize = 1 1 1
      xras   = -1 0 0
      yras   = 0 0 -1
      zras   = 0 1 0
      cras   = 0 0 0
      """
    try write(head(1) + "1 0 0 -3\n0 1 0 0\n0 0 1 0\n0 0 0 1\n" + volumes, "ras.lta")
    try write(head(0) + "2 0 0 0\n0 2 0 0\n0 0 2 0\n0 0 0 1\n" + volumes, "vox.lta")
    let shift = [1.0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 1, 0]
    expectSame(try read("ras.lta"), shift, "RAS to RAS")
    expectSame(try read("vox.lta"), shift, "voxel to voxel")
    try write(head(0) + "2 0 0 0\n0 2 0 0\n0 0 2 0\n0 0 0 1\n", "bare.lta")
    #expect(message("bare.lta")?.contains("without a valid geometry of its src volume") == true)
    try write(head(14) + "1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n" + volumes, "tk.lta")
    #expect(message("tk.lta")?.contains("is an LTA of type 14") == true)
    #expect(message("ras.lta", ["convention": "world"])?.contains("leave out 'convention'") == true)
    // What lastbit writes without images.
    try reader.write(.affine(Self.world), to: folder.path("own.lta"))
    expectSame(try read("own.lta"), Self.world.rows, "own.lta")
    try reader.write(.affine(Self.world), to: folder.path("own.xfm"))
    expectSame(try read("own.xfm"), Self.world.rows, "own.xfm")
  }

  /// FreeSurfer's talairach.xfm goes from the image to the atlas.
  @Test func transformsOfMNI() throws {
    try write(
      "MNI Transform File\n% avi2talxfm\n\nTransform_Type = Linear;\nLinear_Transform =\n"
        + "2 0 0 4\n0 4 0 8\n0 0 5 10;\n", "talairach.xfm")
    expectSame(
      try read("talairach.xfm"), [0.5, 0, 0, -2, 0, 0.25, 0, -2, 0, 0, 0.2, -2], "xfm")
    let artifact = try reader.read(SourceItem(folder.path("talairach.xfm"), as: .affine))
    expectSame(
      try TransformToAtlas(from: artifact, named: "").affine,
      [2, 0, 0, 4, 0, 4, 0, 8, 0, 0, 5, 10], "to the atlas")
    // Two, of which the first is applied first; the second one inverted.
    try write(
      "MNI Transform File\nTransform_Type = Linear;\nLinear_Transform = 2 0 0 0 0 2 0 0 0 0 2 0;\n"
        + "Transform_Type = Linear;\nInvert_Flag = True;\n"
        + "Linear_Transform = 1 0 0 6\n0 1 0 0\n0 0 1 0;\n", "two.xfm")
    expectSame(try read("two.xfm"), [0.5, 0, 0, 3, 0, 0.5, 0, 0, 0, 0, 0.5, 0], "two")
    try write(
      "MNI Transform File\nTransform_Type = Grid_Transform;\nDisplacement_Volume = a.mnc;\n",
      "g.xfm")
    #expect(message("g.xfm")?.contains("of type Grid_Transform; only linear ones are read") == true)
  }

  /// As editors of other systems leave text.
  @Test(arguments: ["\u{FEFF}", ""], ["\n", "\r\n", "\r"])
  func linesEndAsTheyDo(_ mark: String, _ end: String) throws {
    let shift = [1.0, 0, 0, 2, 0, 1, 0, 3, 0, 0, 1, 4]
    let plain = ["1 0 0 2", "0 1 0 3", "0 0 1 4", "0 0 0 1", ""]
    try write(mark + plain.joined(separator: end), "a.txt")
    expectSame(try read("a.txt"), shift, "plain")
    let itk = [
      "#Insight Transform File V1.0", "Transform: TranslationTransform_double_3_3",
      "Parameters: -2 -3 4", "FixedParameters:", "",
    ]
    try write(mark + itk.joined(separator: end), "a.tfm")
    expectSame(try read("a.tfm"), shift, "ITK")
    let mni = [
      "MNI Transform File", "Transform_Type = Linear;", "Linear_Transform =", "1 0 0 -2",
      "0 1 0 -3",
      "0 0 1 -4;", "",
    ]
    try write(mark + mni.joined(separator: end), "a.xfm")
    expectSame(try read("a.xfm"), shift, "MNI")
  }

  @Test func otherFilesAreNamedWithACommand() throws {
    try write(
      "bert\n1.0\n1.0\n0.15\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\nround\n", "register.txt")
    #expect(message("register.txt")?.contains("lta_convert --inreg") == true)
    try write("# 3dAllineate matrices\n1 0 0 2 0 1 0 3 0 0 1 4\n", "a.txt")
    #expect(message("a.txt")?.contains("cat_matvec -4x4") == true)
    try write("#Insight Transform File V1.0\nTransform: BSplineTransform_double_3_3\n", "b.tfm")
    #expect(message("b.tfm")?.contains("antsApplyTransforms -d 3") == true)
    try write(
      "#Insight Transform File V1.0\nTransform: AffineTransform_double_3_3\nParameters: 1 0 x\n",
      "x.tfm")
    #expect(message("x.tfm") == "\(folder.path("x.tfm")):3: 'x' is not a number")
    try write(
      "#Insight Transform File V1.0\nTransform: AffineTransform_double_2_2\nParameters: 1 0\n",
      "2.tfm")
    #expect(message("2.tfm")?.contains("those of three dimensions are read") == true)
    #expect(message("w.m3z", as: .field)?.contains("mri_warp_convert --inm3z") == true)
    #expect(message("w.mgz", as: .field)?.contains("mri_warp_convert --inmgzwarp") == true)
    #expect(message("c.h5", as: .field)?.contains("antsApplyTransforms -d 3 -r FIXED") == true)
  }

  /// Fields of FSL and SPM are not taken for displacements of ITK.
  @Test(arguments: [
    (2006, [2, 3, 2, 3], "", "convention: fsl-relative, moving: …"),
    (2007, [2, 3, 2, 3], "", "fnirtfileutils --in="),
    (2009, [2, 3, 2, 3], "", "fnirtfileutils --in="),
    (1007, [2, 3, 2, 3], "", "as FSL keeps it"),
    (1007, [2, 3, 2, 1, 3], "Mapping", "mri_warp_convert --inspm"),
    (2018, [2, 3, 2, 3], "", "topup"),
  ])
  func fieldsOfOthersAreRefused(_ intent: Int, _ extents: [Int], _ name: String, _ advice: String)
    throws
  {
    var bytes = [UInt8](repeating: 0, count: 352 + 4 * extents.reduce(1, *))
    func put(_ number: Int, _ offset: Int) {
      bytes[offset] = UInt8(truncatingIfNeeded: number)
      bytes[offset + 1] = UInt8(truncatingIfNeeded: number >> 8)
    }
    func put(_ number: Float, _ offset: Int) {
      for byte in 0..<4 {
        bytes[offset + byte] = UInt8(truncatingIfNeeded: number.bitPattern >> (8 * byte))
      }
    }
    put(348, 0)
    for (index, extent) in ([extents.count] + extents).enumerated() { put(extent, 40 + 2 * index) }
    put(intent, 68)
    put(16, 70)
    put(32, 72)
    for index in 0..<4 { put(Float(1), 76 + 4 * index) }
    put(Float(352), 108)
    put(1, 254)
    for axis in 0..<3 { put(Float(1), 280 + 20 * axis) }
    for (index, byte) in name.utf8.enumerated() { bytes[328 + index] = byte }
    for (index, byte) in "n+1".utf8.enumerated() { bytes[344 + index] = byte }
    try folder.write("warp.nii", Data(bytes))
    #expect(
      message("warp.nii", as: .field)?.contains(advice) == true,
      "\(message("warp.nii", as: .field) ?? "")")
  }
}
