import Arithmetic
import Testing

@testable import Imaging

@Suite struct PostProcessingTests {
  @Test(.enabled(if: FastSurferReference.isAvailable)) func asFastSurferDoes() throws {
    let reference = try FastSurferReference()
    let split = CortexSplit.apply(try reference.labels("seg"))
    #expect(split == (try reference.labels("split")))
    let mask = try BrainMask.make(from: split)
    #expect(mask.map(Int32.init) == (try reference.labels("mask")))
    // The reference was made from the labels before the cortex was split.
    let aseg = try SubcorticalSegmentation.make(from: reference.labels("seg"), mask: mask)
    #expect(aseg == (try reference.labels("aseg")))
  }

  /// Lines of labels along the third axis; hemispheres' white matter at the ends.
  private func line(_ values: Int32...) -> Tensor<Int32> {
    Tensor(shape: [1, 1, values.count], values: values)
  }

  @Test func componentsGoToTheNearerHemisphere() {
    let labels = line(41, 41, 1003, 0, 1003, 0, 0, 0, 0, 0, 0, 1003, 0, 2, 2, 1002, 0, 0, 0, 0)
    let split = CortexSplit.apply(labels)
    #expect(
      split
        == line(41, 41, 2003, 0, 2003, 0, 0, 0, 0, 0, 0, 1003, 0, 2, 2, 1002, 0, 0, 0, 0))
    // As near to one as to the other: left.
    let even = line(41, 0, 1006, 0, 2, 0, 0, 0, 0, 0)
    #expect(CortexSplit.apply(even) == even)
  }

  @Test func uncertainParcelsGoVoxelByVoxel() {
    // One component reaches from hemisphere to hemisphere.
    let labels = line(
      0, 0, 0, 0, 0, 0, 0, 0, 41, 41, 1026, 1026, 1026, 1026, 1026, 1026, 2, 2, 0, 0, 0, 0, 0, 0, 0)
    #expect(
      CortexSplit.apply(labels).values[10..<16] == [2026, 2026, 2026, 1026, 1026, 1026])
  }

  @Test func islandsOfWhiteMatterChangeSides() throws {
    let labels = line(2, 2, 2, 0, 41, 3, 3, 0, 0, 0, 0, 42, 42, 2, 42, 0, 41, 41, 41, 0, 41, 42)
    let flipped = try SubcorticalSegmentation.flippingIslands(labels)
    #expect(
      flipped == line(2, 2, 2, 0, 2, 3, 3, 0, 0, 0, 0, 42, 42, 41, 42, 0, 41, 41, 41, 0, 41, 42))
    #expect(
      throws: ImagingError(
        "the segmentation lacks the white matter of a hemisphere (label 2 or 41)")
    ) { try SubcorticalSegmentation.flippingIslands(line(2, 2, 0)) }
  }

  @Test func anEmptySegmentationHasNoMask() {
    #expect(throws: ImagingError.self) { try BrainMask.make(from: line(0, 0, 1012)) }
  }
}
