/// How files keep affine transforms between images.
public enum TransformFormat: String, Sendable, CaseIterable {
  /// Four rows of four numbers: from the fixed to the moving world, right-anterior-superior. What
  /// lastbit writes, and NiftyReg, greedy and MRtrix.
  case world
  /// ITK and ANTs: text (Insight Transform File), or MATLAB 4 where the name ends in `.mat`.
  case itk
  /// FSL's FLIRT: four rows of four numbers between grids, which only the two images give a place.
  case flirt
  /// FreeSurfer's linear transform array.
  case lta
  /// MNI Transform File, as MINC and FreeSurfer's `talairach.xfm` have it.
  case xfm
  /// The HDF5 of NiTransforms.
  case x5

  /// What people call it.
  public var name: String {
    switch self {
    case .world: "a matrix between worlds"
    case .itk: "an ITK transform"
    case .flirt: "a matrix of FSL's FLIRT"
    case .lta: "a FreeSurfer LTA"
    case .xfm: "an MNI Transform File"
    case .x5: "an X5 transform"
    }
  }

  /// Whether the numbers in a file carry points from the moving image to the fixed one. lastbit keeps
  /// the inverse, the direction in which resampling pulls.
  public var goesForward: Bool {
    switch self {
    case .flirt, .lta, .xfm: true
    case .world, .itk, .x5: false
    }
  }
}

/// An affine transform that a file holds.
public struct TransformFile: Sendable, Equatable {
  /// From the fixed to the moving world, millimetres; of a `.plain` matrix, its numbers as they are.
  public var affine: Affine
  /// `nil` for four rows of four numbers: text alone does not tell what they go between.
  public var format: TransformFormat?
  /// Whether the rows look as FSL writes them.
  public var looksLikeFSL = false

  public init(_ affine: Affine, _ format: TransformFormat?) {
    (self.affine, self.format) = (affine, format)
  }

  /// Reads what the bytes say they are, whatever the file is called. HDF5 is not read here.
  ///
  /// - Parameter path: to put into errors.
  /// - Throws: `ImageFileError` naming what it is and how to convert it, where it is another program's
  ///   format that is not read; else what is wrong and where.
  public init(_ bytes: [UInt8], path: String) throws(ImageFileError) {
    if bytes.isEmpty { throw ImageFileError(path, "is empty") }
    if Array(bytes.prefix(10)) == Array("MATLAB 5.0".utf8) || bytes.starts(with: "MATLAB 7".utf8) {
      throw ImageFileError(
        path,
        "is a MATLAB 5 file, of SPM perhaps: its variables are not read; write the matrix from the"
          + " fixed to the moving world as text: save('m.txt', 'M', '-ascii', '-double')")
    }
    if let matrices = try MATLABFile(bytes, path: path) {
      self.init(try ITKTransform(matrices, path: path).world, .itk)
      return
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw ImageFileError(
        path,
        "is no transform that is read: neither text (four rows of four numbers, ITK, LTA, xfm) nor"
          + " MATLAB 4 as ANTs writes it, nor HDF5")
    }
    try self.init(text, path)
  }

  private init(_ text: String, _ path: String) throws(ImageFileError) {
    let lines = TransformLines(text, path: path)
    let first = lines.all.first { !$0.text.isEmpty }?.text ?? ""
    if first.hasPrefix("#Insight Transform File") {
      self.init(try ITKTransform(lines).world, .itk)
    } else if first.hasPrefix("MNI Transform File") {
      self.init(try MNITransform(lines).world, .xfm)
    } else if lines.all.contains(where: { $0.text.hasPrefix("nxforms") }) {
      self.init(try LinearTransformArray(lines).world, .lta)
    } else {
      try Self.refuseOthers(lines)
      self.init(try PlainMatrix.parse(lines), nil)
      looksLikeFSL = PlainMatrix.looksLikeFSL(text)
    }
  }

  /// Formats that would be taken for a damaged matrix.
  private static func refuseOthers(_ lines: TransformLines) throws(ImageFileError) {
    let rows = lines.content.map(\.words)
    if rows.count >= 8, rows[1...3].allSatisfy({ $0.count == 1 }),
      rows[4..<8].allSatisfy({ $0.count == 4 })
    {
      throw ImageFileError(
        lines.path,
        "is a register.dat of FreeSurfer's tkregister, which only its volumes give a place; convert it:"
          + " lta_convert --inreg \(lines.path) --src MOVING --trg FIXED --outlta transform.lta")
    }
    if rows.count == 1, rows[0].count == 12 {
      throw ImageFileError(
        lines.path,
        "is a row of 12 numbers, a matrix of AFNI (.aff12.1D) perhaps, between worlds whose x and y point"
          + " the other way; convert it: cat_matvec -4x4 \(lines.path) > m.txt, then negate in m.txt the"
          + " elements that are in one of the first two rows or in one of the first two columns, not in"
          + " both")
    }
  }
}
