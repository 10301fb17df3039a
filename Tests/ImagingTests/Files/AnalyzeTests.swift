import Arithmetic
import Imaging
import Support
import Testing

/// ANALYZE 7.5 and SPM2 pairs, as nibabel reads them.
@Suite(.enabled(if: Repository.python != nil)) struct AnalyzeTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Writes pairs of many kinds, and prints for each its name, nibabel's affine and its values.
  private static let script = """
    import sys, struct, numpy as np, nibabel as nib
    from nibabel.analyze import AnalyzeImage
    from nibabel.spm2analyze import Spm2AnalyzeImage
    folder = sys.argv[1]
    data = np.arange(60).reshape(3, 4, 5)
    affine = np.diag([-2, 2.5, 3, 1]); affine[:3, 3] = 4, -5, -6
    turned = nib.affines.from_matvec(
      nib.eulerangles.euler2mat(.3, -.2, .1) @ np.diag([2, 2.5, 3]), [5, -6, 7])
    def write(name, kind=AnalyzeImage, type='i2', order='<', affine=affine, mat=False, **fields):
      header = kind.header_class(endianness=order)
      header.set_data_dtype(type)
      image = kind(data.astype(type), affine, header)
      image.to_filename(f'{folder}/{name}.img')
      if not mat:
        import os
        if os.path.exists(f'{folder}/{name}.mat'): os.remove(f'{folder}/{name}.mat')
      with open(f'{folder}/{name}.hdr', 'r+b') as file:
        for place, (code, *values) in fields.items():
          file.seek(int(place[1:])); file.write(struct.pack(order + code, *values))
      names.append(name)
    names = []
    for order in '<>':
      for type in 'u1 i2 i4 f4 f8'.split():
        write(f'{type}{"lb"[order == ">"]}', type=type, order=order)
    write('oasis', order='>', x252=('B', 2))
    write('origin', x253=('5h', 2, 3, 4, 0, 0))
    write('far', x253=('5h', 2, 300, 4, 0, 0))
    write('negative', x80=('f', -2.))
    write('scaled', x112=('2f', .25, -3))
    write('unscaled', x112=('2f', 0, 5))
    write('extremes', x112=('f', 0), x124=('2f', .8, .2), x140=('2i', 110, 10))
    write('spm', kind=Spm2AnalyzeImage, affine=turned, mat=True)
    write('fourth', x40=('5h', 4, 3, 4, 5, 1))
    import scipy.io as sio
    for version in '4', '5':
      for packed in (False, True) if version == '5' else (False,):
        for key in 'mat', 'M':
          name = f'm{version}{key}{int(packed)}'
          write(name)
          sio.savemat(f'{folder}/{name}.mat', {key: turned}, format=version, do_compression=packed)
    for name in names:
      image = nib.load(f'{folder}/{name}.img')
      print(name, *image.affine[:3].ravel(), *np.asarray(image.dataobj, float).ravel())
    """

  @Test func asNibabelReadsThem() throws {
    let lines = try Repository.run(python: Self.script, [folder.path]).split(separator: "\n")
    #expect(lines.count > 20)
    for line in lines {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Double($0) }
      for ending in ["hdr", "img"] {
        let image = try ImageFile.read(folder("\(words[0]).\(ending)"))
        let affine = image.volume.affine.rows
        #expect(zip(affine, numbers).allSatisfy { abs($0 - $1) < 1e-5 }, "\(words[0]): \(affine)")
        #expect(
          zip(image.volume.voxels.doubles, numbers[12...]).allSatisfy { abs($0 - $1) < 1e-9 },
          "\(words[0])")
      }
    }
    let files = ImageFile.files(of: folder("spm.img"))
    #expect(files == ["spm.hdr", "spm.img", "spm.mat"].map { folder($0) })
    #expect(ImageFile.files(of: folder("i2l.hdr")) == ["i2l.hdr", "i2l.img"].map { folder($0) })
    let guess =
      "is an ANALYZE image, which says nothing of left and right: its axes are taken to run towards"
      + " left, anterior and superior, as SPM, FSL and nibabel take them"
    #expect(try ImageFile.read(folder("i2l.hdr")).warnings == [guess])
    #expect(
      try ImageFile.read(folder("oasis.hdr")).warnings == [
        guess
          + "; its field 'orient' speaks of sagittal slices, which they do not use either: look at"
          + " the image, and convert it with its true orientation where this is wrong"
      ])
    #expect(try ImageFile.read(folder("spm.hdr")).warnings.isEmpty)
  }

  /// FSL writes its matrices as text under the same ending.
  @Test func anotherFileOfThatNameIsLeftAlone() throws {
    _ = try Repository.run(python: Self.script, [folder.path])
    let matrix = try folder.file("i2l.mat", Array("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n".utf8))
    let image = try ImageFile.read(folder("i2l.hdr"))
    #expect(image.volume.affine.rows[0] == -2)
    #expect(
      image.warnings.last
        == "the file \(matrix) beside it is no MATLAB file of matrices and is not used")
    var bytes = try folder.bytes("m5mat1.mat")
    for position in stride(from: 0, to: bytes.count, by: 3) {
      bytes[position] ^= 0x7F
      _ = try folder.file("i2b.mat", bytes)
      // Read or left alone; a trap would end the process.
      #expect(throws: Never.self) { try ImageFile.read(folder("i2b.hdr")) }
      bytes[position] ^= 0x7F
    }
  }
}
