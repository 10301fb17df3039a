/// What a person says about how a file is to be read.
public struct ImageOptions: Sendable, Hashable {
  /// The matrix to take, of a NIfTI file that has two.
  public var matrix: ImageGeometry.Matrix?
  /// The volume to take, of a file that has several: 0 is the first.
  public var volume: Int?

  public init(matrix: ImageGeometry.Matrix? = nil, volume: Int? = nil) {
    self.matrix = matrix
    self.volume = volume
  }

  /// The chosen volume of `count`, from 0.
  ///
  /// - Throws: `ImageFileError` where there are several and none is chosen, or too few.
  func position(among count: Int, shape: [Int], _ path: String) throws(ImageFileError) -> Int {
    let last = count - 1
    guard let volume else {
      guard count == 1 else {
        throw ImageFileError(
          path,
          "is an image of size \(NIfTIHeaderParser.text(shape + [count])): more than one volume;"
            + " say which in its source, 'volume: 0' for the first to 'volume: \(last)' for the last"
        )
      }
      return 0
    }
    guard (0...last).contains(volume) else {
      let range = count == 1 ? "1 volume, number 0" : "\(count) volumes, numbers 0 to \(last)"
      throw ImageFileError(path, "has no volume \(volume): it has \(range)")
    }
    return volume
  }
}
