import Foundation
import Support
import Testing

/// What the headers of sources show to be wrong, before anything runs.
@Suite struct SourceInspectionTests {
  private let folder: TemporaryFolder
  private let lastbit: Lastbit

  init() throws {
    folder = try TemporaryFolder()
    lastbit = Lastbit(in: folder.path)
    try folder.write("head.nii", SyntheticHead(size: 16, spacing: 12).image)
    try folder.write("mask.nii", SyntheticHead(size: 16, spacing: 12).labels)
    try folder.write("small.nii", SyntheticHead(size: 12, spacing: 16).labels)
    try folder.write(
      "moved.nii", SyntheticHead(size: 16, spacing: 12, shift: (0, 0, 0)).labels.movedBy(5))
  }

  private func write(_ sources: String, _ stages: String) throws {
    try folder.write("m.yaml", "lastbit: 1\nname: m\nsources:\n\(sources)\nstages:\n\(stages)\n")
  }

  private func check() throws -> String {
    let outcome = try lastbit("check", "m.yaml")
    #expect(outcome.status == (outcome.messages.contains("error") ? 2 : 0), "\(outcome.messages)")
    return outcome.messages
  }

  @Test func aMaskOnAnotherGrid() throws {
    for (mask, difference) in [
      ("small.nii", "has 16 × 16 × 16 voxels, and '\(folder.path)/small.nii' 12 × 12 × 12"),
      ("moved.nii", "both of 16 × 16 × 16, lie up to 5.0 mm apart"),
    ] {
      try write(
        "  head: {file: head.nii}\n  mask: {file: \(mask), type: labels}",
        "  brain: {uses: preprocess/mask, in: {image: head, mask: mask}, export: brain.nii}")
      let messages = try check()
      #expect(
        messages.hasPrefix(
          "m.yaml:7:3: error: stage 'brain' needs 'image' and 'mask' on one grid: '\(folder.path)/head.nii'"
        ), "\(messages)")
      #expect(messages.contains(difference), "\(messages)")
      #expect(messages.contains("carry one onto the grid of the other first"))
      // Nothing runs; told to go on, a run fails where it gets there.
      let run = try lastbit("run", "m.yaml")
      #expect(run.status == 2 && run.messages == messages, "\(run.messages)")
      #expect(!folder.exists(".lastbit"))
      let plan = try lastbit("run", "m.yaml", "--dry-run")
      #expect(plan.status == 0 && plan.messages.contains("warning: stage 'brain' needs"))
      let all = try lastbit("run", "m.yaml", "--keep-going")
      #expect(all.status == 1 && all.messages.contains("warning: stage 'brain' needs"))
      #expect(all.messages.contains("error: stage 'brain' failed: "))
      try FileManager.default.removeItem(atPath: folder.path(".lastbit"))
    }
    try write(
      "  head: {file: head.nii}\n  mask: {file: mask.nii, type: labels}",
      "  brain: {uses: preprocess/mask, in: {image: head, mask: mask}, export: brain.nii}")
    #expect(try check() == "")
    #expect(try lastbit("run", "m.yaml").status == 0)
  }

  /// A grid goes along through stages that keep it.
  @Test func gridsAreFollowed() throws {
    try write(
      "  head: {file: head.nii}\n  mask: {file: small.nii, type: labels}",
      """
        normal: {uses: preprocess/normalize, in: {image: head}}
        noisy: {uses: perturb/noise, in: {image: normal}, sweep: {repeat: 1..3}}
        brain: {uses: preprocess/mask, in: {image: noisy, mask: mask}}
        apart: {uses: register/apply, in: {image: mask, transform: move, fixed: head}}
        same: {uses: preprocess/mask, in: {image: noisy, mask: apart}}
        move: {uses: register/affine, in: {moving: head, fixed: head}}
      """.replacingOccurrences(of: "transform: move,", with: "transform: move.transform,"))
    let messages = try check()
    #expect(messages.split(separator: "\n").count { $0.contains("error") } == 1, "\(messages)")
    #expect(messages.contains("stage 'brain' needs 'image' and 'mask' on one grid for repeat=1"))
    #expect(messages.contains("so it is for 2 more of its jobs"))
  }

  @Test func sourcesThatAreCompared() throws {
    for size in [12, 16] {
      try folder.write(
        "sub-\(size).nii", SyntheticHead(size: size, spacing: 192 / Float(size)).image)
    }
    let source = "  heads: {glob: sub-*.nii, axis: subject}"
    try write(
      source, "  bits: {uses: measure/significant-bits, in: {samples: heads}, over: subject}")
    #expect(try check().contains("stage 'bits' needs all of 'samples' on one grid"))
    try write(
      source + "\n  fixed: {file: head.nii}",
      "  all: {uses: register/affine, in: {moving: heads, fixed: fixed, moving-mask: fixed}}")
    #expect(try check().contains("needs 'moving' and 'moving-mask' on one grid for subject=12"))
    // Of each image its own label map has to be on the grid; images may lie differently.
    for size in [12, 16] {
      try folder.write(
        "map-\(size).nii", SyntheticHead(size: size, spacing: 192 / Float(size)).image)
    }
    let maps = "\n  maps: {glob: map-*.nii, axis: subject, type: labels}"
    let training =
      "  net: {uses: train/segmentation, in: {images: heads, labels: maps}, over: subject}"
    try write(source + maps, training)
    #expect(try check() == "")
    try folder.write("map-16.nii", SyntheticHead(size: 12, spacing: 16).image)
    try write(source + maps, training)
    #expect(
      try check().contains(
        "stage 'net' needs 'images' and 'labels' on one grid: '\(folder.path)/sub-16.nii' has 16 × 16 × 16"
      ))
    try write(
      source,
      "  net: {uses: train/registration, in: {images: heads}, with: {from: images}, over: subject}")
    #expect(try check().contains("stage 'net' needs all of 'images' on one grid"))
    // Images are registered because they lie differently.
    try write(
      source + "\n  fixed: {file: head.nii}",
      "  all: {uses: register/affine, in: {moving: heads, fixed: fixed}}")
    #expect(try check() == "")
  }

  /// Cut short at every stage of writing, packed and not.
  @Test func filesThatAreCutShort() throws {
    try write(
      "  head: {file: head.nii}",
      "  normal: {uses: preprocess/normalize, in: {image: head}, export: {image: head.mgz}}")
    #expect(try lastbit("run", "m.yaml").status == 0)
    #expect(try lastbit.shell("gzip -kn head.nii").status == 0)
    for name in ["head.nii", "head.nii.gz", "head.mgz"] {
      let whole = try folder.read(name)
      for length in [0, 3, 200, whole.count / 3, whole.count * 9 / 10, whole.count - 5] {
        let cut = "cut-\(name)"
        try folder.write(cut, whole.prefix(length))
        try write(
          "  head: {file: \(cut)}", "  normal: {uses: preprocess/normalize, in: {image: head}}")
        let messages = try check()
        #expect(
          messages.contains("error: stage 'normal' cannot read a source: "), "\(name) \(length)")
        #expect(messages.contains(cut), "\(name) \(length)")
        #expect(try lastbit("run", "m.yaml").status == 2)
      }
      try write(
        "  head: {file: \(name)}", "  normal: {uses: preprocess/normalize, in: {image: head}}")
      #expect(try check() == "", "\(name)")
    }
  }

  /// Tables, models and transforms have no header: `check` reads all of them.
  @Test func whatHasNoHeaderIsReadWhole() throws {
    let header = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    var model = Data(withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) })
    model += Data(header.utf8) + Data(count: 8)
    let files = [
      ("t.tsv", Data("subject\tage\n01\t20\n02\t31\n".utf8), "import/table, in: {table: x}", 5),
      ("w.safetensors", model, "perturb/weights, in: {model: x}", 3),
      (
        "a.mat", Data("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n".utf8),
        "register/apply, in: {image: h, fixed: h, transform: x}", 9
      ),
    ]
    for (name, whole, stage, missing) in files {
      let options = name.hasSuffix(".mat") ? ", moving: h, fixed: h" : ""
      for (file, bytes) in [(name, whole), ("cut-\(name)", whole.dropLast(missing))] {
        try folder.write(file, bytes)
        try write(
          "  h: {file: head.nii}\n  x: {file: \(file)\(options)}", "  s: {uses: \(stage)}")
        let messages = try check()
        guard file != name else {
          #expect(!messages.contains("error"), "\(messages)")
          continue
        }
        #expect(messages.contains("error: stage 's' cannot read a source: "), "\(name) \(messages)")
        #expect(messages.contains(file), "\(messages)")
      }
    }
  }

  /// What is whole but says its length in an unusual way is unpacked before it is judged.
  @Test func unusualGzipFilesAreWhole() throws {
    let script = """
      head -c 5000 head.nii | gzip > two.nii.gz; tail -c +5001 head.nii | gzip >> two.nii.gz
      gzip -c head.nii > padded.nii.gz; head -c 70000 /dev/zero > zeros; cat head.nii zeros | gzip > long.nii.gz
      """
    #expect(try lastbit.shell(script).status == 0)
    for name in ["two.nii.gz", "padded.nii.gz", "long.nii.gz"] {
      try write(
        "  head: {file: \(name)}",
        "  normal: {uses: preprocess/normalize, in: {image: head}, export: \(name).out.nii}")
      #expect(try check() == "", "\(name)")
      #expect(try lastbit("run", "m.yaml").status == 0)
    }
    // Their headers name the results that they are of.
    #expect(
      try folder.read("two.nii.gz.out.nii").dropFirst(352)
        == folder.read("long.nii.gz.out.nii").dropFirst(352))
  }

  @Test func manyAreCounted() throws {
    for subject in 10..<22 { try folder.write("sub-\(subject).nii", Data("no image".utf8)) }
    try write(
      "  heads: {glob: sub-*.nii, axis: subject}",
      "  normal: {uses: preprocess/normalize, in: {image: heads}}")
    let messages = try check()
    #expect(messages.split(separator: "\n").count { $0.contains("error") } == 9)
    #expect(messages.contains("4 more sources of stage 'normal' cannot be read"))
    let json = try JSON(lastbit("check", "m.yaml", "--json").output)
    #expect(json["diagnostics"].list?.count == 9)
  }
}

extension Data {
  /// A NIfTI-1 file whose sform has moved along x, in millimetres.
  fileprivate func movedBy(_ distance: Float) -> Data {
    var bytes = self
    for offset in [292] {
      let old = bytes[offset..<offset + 4].enumerated().reduce(UInt32(0)) {
        $0 | UInt32($1.element) << (8 * UInt32($1.offset))
      }
      let new = (Float(bitPattern: old) + distance).bitPattern
      bytes.replaceSubrange(offset..<offset + 4, with: Swift.withUnsafeBytes(of: new) { Data($0) })
    }
    return bytes
  }
}
