import Imaging
import Testing

@Suite struct AffineTests {
  let oblique = NIfTITests.oblique

  @Test func theInverseUndoes() throws {
    let product = try #require(oblique.inverse) * oblique
    for (value, wanted) in zip(product.rows, Affine.identity.rows) {
      #expect(abs(value - wanted) < 1e-13)
    }
  }

  @Test func compositionAppliesTheRightOneFirst() {
    let shift = Affine.translation([1, 2, 3])
    let point = [0.5, -4, 2]
    #expect((oblique * shift).apply(point) == oblique.apply([1.5, -2, 5]))
    #expect((shift * oblique).apply(point) == zip(oblique.apply(point), [1, 2, 3]).map(+))
  }

  @Test func singularAndUnfiniteHaveNoInverse() {
    #expect(Affine(rows: [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0]).inverse == nil)
    #expect(Affine(rows: [Double](repeating: 0, count: 12)).inverse == nil)
    var broken = Affine.identity
    broken[0, 3] = .nan
    #expect(broken.inverse == nil)
  }

  @Test func tinyVoxelsAreNotSingular() {
    let tiny = Affine(rows: [1e-6, 0, 0, 0, 0, 1e-6, 0, 0, 0, 0, 1e-6, 0])
    #expect(tiny.inverse?.rows[0] == 1e6)
  }

  @Test func geometry() {
    let affine = Affine(rows: [0, -1.5, 0, 10, 0.75, 0, 0, -20.5, 0, 0, 3, 7.25])
    #expect(affine.voxelSizes == [0.75, 1.5, 3])
    #expect(affine.determinant == 0.75 * 1.5 * 3)
    #expect(affine.orientation.description == "ALS")
    #expect(Affine.identity.orientation.description == "RAS")
    let conformed = Affine(linear: Affine.directionsLIA, translation: [0, 0, 0])
    #expect(conformed.orientation.description == "LIA")
  }
}
