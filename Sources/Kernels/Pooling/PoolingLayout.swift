/// The planes that pooling works on: the last two or three axes of a shape.
struct PoolingLayout: Sendable {
  let planes: Int
  /// Depth (1 in two dimensions), height and width of a plane.
  let depth: Int
  let height: Int
  let width: Int
  let isVolume: Bool

  init(_ shape: [Int], axes: Int) {
    precondition(
      (axes == 2 || axes == 3) && shape.count >= axes,
      "pooling is over the last two or three axes, not over \(axes) of \(shape)")
    planes = shape.dropLast(axes).reduce(1, *)
    let sizes = shape.suffix(axes)
    isVolume = axes == 3
    depth = isVolume ? sizes[sizes.startIndex] : 1
    height = sizes[sizes.endIndex - 2]
    width = sizes[sizes.endIndex - 1]
    precondition(count < Int(Int32.max), "a plane of \(count) elements is too large to index")
  }

  /// Elements of one plane.
  var count: Int { depth * height * width }

  /// Where in the plane the windows of an output row begin.
  func firstRow(slice: Int, row: Int) -> Int {
    ((isVolume ? 2 * slice : slice) * height + 2 * row) * width
  }
}
