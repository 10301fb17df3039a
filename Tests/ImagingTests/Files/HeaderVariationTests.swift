import Arithmetic
import Imaging
import Support
import Testing

/// Headers that are odd but not wrong, in all combinations: affine and values are nibabel's, in
/// millimetres.
@Suite(.enabled(if: Repository.python != nil)) struct HeaderVariationTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func asNibabelReadsThem() throws {
    let script = """
      import sys, itertools, struct, numpy as np, nibabel as nib
      nib.imageglobals.logger.setLevel(100)
      folder = sys.argv[1]
      random = np.random.default_rng(7)
      data = np.arange(60).reshape(3, 4, 5)
      turn = nib.eulerangles.euler2mat(.3, -.2, .1)
      near = nib.affines.from_matvec(turn @ np.diag([-2, 2.5, 3]), [5, -6, 7])
      far = nib.affines.from_matvec(turn.T @ np.diag([2, 2.5, 3]), [15, 6, -7])
      number = 0
      for codes, kind, order, handed, single, fields in itertools.product(
          [(0, 0), (1, 0), (0, 1), (1, 1), (2, 4), (5, 3)],
          [nib.Nifti1Image, nib.Nifti2Image], '<>', [1, -1], [True, False],
          ['plain', 'odd']):
        if kind is nib.Nifti2Image and not single: continue
        qcode, scode = codes
        if not single: kind = nib.Nifti1Pair
        header = kind.header_class(endianness=order)
        header.set_data_dtype('i2')
        image = kind(data.astype('i2'), None, header)
        image.header.set_zooms((2, 2.5, 3))
        image.set_qform(np.diag([handed, 1, 1, 1]) @ near, qcode or 1)
        image.set_sform(far, scode)
        header = image.header
        header['qform_code'] = qcode
        if fields == 'odd':
          header['cal_max'], header['cal_min'] = 3, -3
          header['xyzt_units'] = 8 + 2 * int(random.integers(2))
          header['toffset'] = np.nan
          header['slice_code'] = 77 if kind is nib.Nifti2Image else 7
          header['scl_slope'], header['scl_inter'] = [(.25, -3), (0, 5), (np.nan, 1)][number % 3]
          header['descrip'] = b'\\xff' * 40
          header['intent_code'] = 1002
          if single:
            header.extensions.append(nib.nifti1.Nifti1Extension(6, b'comment' * 40))
        name = f"{folder}/{number}.{'nii' if single else 'img'}"
        image.to_filename(name)
        image = nib.load(name)
        print(name, *image.affine[:3].ravel(), *np.asarray(image.dataobj, float).ravel())
        number += 1
      """
    let lines = try Repository.run(python: script, [folder.path]).split(separator: "\n")
    #expect(lines.count > 100)
    for line in lines {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Double($0) }
      let volume = try ImageFile.read(String(words[0])).volume
      #expect(
        zip(volume.affine.rows, numbers).allSatisfy { abs($0 - $1) < 1e-5 },
        "\(words[0]): \(volume.affine.rows)")
      #expect(volume.voxels.doubles == Array(numbers[12...]), "\(words[0])")
    }
  }
}
