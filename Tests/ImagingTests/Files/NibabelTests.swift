import Arithmetic
import Imaging
import Support
import Testing

/// The same files in nibabel's eyes; skipped where no Python with nibabel is named.
@Suite(.enabled(if: Repository.python != nil)) struct NibabelTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["a.nii", "a.nii.gz"])
  func readsWhatIsWritten(name: String) throws {
    // A rotation with voxel sizes, so that sform and qform agree.
    let affine = Affine(rows: [0, -1.5, 0, 10, 0.75, 0, 0, -20.5, 0, 0, 3, 7.25])
    let volume = Volume(voxels: NIfTITests.ramp, affine: affine)
    try NIfTI.write(volume, to: folder(name))
    let script = """
      import sys, numpy as np, nibabel as nib
      image = nib.load(sys.argv[1])
      data = np.asarray(image.dataobj)
      assert data.dtype == np.float32 and data.shape == (3, 4, 5)
      assert (data.ravel() == np.arange(60) - 7).all()
      wanted = [[0, -1.5, 0, 10], [.75, 0, 0, -20.5], [0, 0, 3, 7.25], [0, 0, 0, 1]]
      assert (image.affine == wanted).all()
      assert np.allclose(image.get_qform(), wanted, atol=1e-6)
      assert image.header.get_zooms() == (.75, 1.5, 3)
      assert nib.aff2axcodes(image.affine) == tuple("\(affine.orientation)")
      print("ok")
      """
    #expect(try Repository.run(python: script, [folder(name)]) == "ok\n")
  }

  @Test func writesWhatIsRead() throws {
    let script = """
      import sys, numpy as np, nibabel as nib
      folder = sys.argv[1]
      affine = nib.affines.from_matvec(
        nib.eulerangles.euler2mat(.3, -.2, .1) @ np.diag([1, 1.5, 2]), [5, -6, 7])
      data = np.arange(60).reshape(3, 4, 5)
      for kind in "u1 i1 u2 i2 u4 i4 u8 i8 f4 f8".split():
        for order in "<>":
          for image in nib.Nifti1Image, nib.Nifti2Image:
            header = image.header_class(endianness=order)
            file = image(data.astype(kind), affine, header)
            file.set_data_dtype(kind)
            name = f"{kind}{'l' if order == '<' else 'b'}{image.header_class.sizeof_hdr}"
            file.to_filename(f"{folder}/{name}.nii.gz")
      file = nib.Nifti1Image(data.astype("i2"), affine)
      file.header.set_slope_inter(.25, -3)
      file.set_data_dtype("i2")
      file.to_filename(f"{folder}/scaled.nii")
      qform = nib.Nifti1Image(data.astype("f4"), None)
      qform.set_qform(affine, 1)
      qform.to_filename(f"{folder}/qform.nii")
      nib.Nifti1Image(data.astype("f4"), None).to_filename(f"{folder}/neither.nii")
      nib.MGHImage(data.astype("f4"), affine).to_filename(f"{folder}/a.mgz")
      for name in "u1l348.nii.gz f8b540.nii.gz scaled.nii qform.nii neither.nii a.mgz".split():
        image = nib.load(f"{folder}/{name}")
        print(*image.affine[:3].ravel(), *image.get_fdata().ravel())
      """
    let lines = try Repository.run(python: script, [folder.path]).split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    let names = [
      "u1l348.nii.gz", "f8b540.nii.gz", "scaled.nii", "qform.nii", "neither.nii", "a.mgz",
    ]
    for (name, line) in zip(names, lines) {
      let volume = try ImageFile.read(folder(name)).volume
      #expect(zip(volume.affine.rows, line).allSatisfy { abs($0 - $1) < 2e-6 }, "\(name)")
      #expect(volume.voxels.doubles == Array(line[12...]), "\(name)")
    }
    for name in folder.names where name.hasSuffix(".nii.gz") {
      #expect(try ImageFile.read(folder(name)).volume.voxels.doubles == (0..<60).map(Double.init))
    }
  }

  @Test func readsWrittenMGH() throws {
    try MGH.write(Volume(voxels: NIfTITests.ramp, affine: MGHTests.conformed), to: folder("a.mgz"))
    let script = """
      import sys, numpy as np, nibabel as nib
      image = nib.load(sys.argv[1])
      assert (np.asarray(image.dataobj).ravel() == np.arange(60) - 7).all()
      assert (image.affine[:3].ravel() == \(MGHTests.conformed.rows)).all()
      print("ok")
      """
    #expect(try Repository.run(python: script, [folder("a.mgz")]) == "ok\n")
  }
}
