internal import ArithmeticTypes

extension ConvolutionShape {
  /// Whether `WinogradConvolution` computes such convolutions.
  var suitsWinograd: Bool {
    kernel.height == 3 && kernel.width == 3
      && stride.depth == 1 && stride.height == 1 && stride.width == 1
  }

  /// The operations of `WinogradConvolution`: tiles at the edges count as whole ones, padding's zeros
  /// count, what fills up vectors does not.
  func winogradTally(in format: RealFormat) -> Tally {
    let (size, points) = (WinogradTransform.outputs, WinogradTransform.points)
    let (rows, columns) = (
      (output.height + size - 1) / size, (output.width + size - 1) / size
    )
    let planes = images * output.depth
    let steps = channels * kernel.depth
    // Along y each column of voxels once, along x each line of each tile.
    let inputs = rows * (columns * size + points - size) + rows * columns * points
    let outputs = rows * columns * (points + size)
    let input = Tally(accumulate: 12) * (planes * steps * inputs)
    let products = Tally(accumulate: planes * filters * steps * rows * columns * points * points)
    let output = Tally(add: 6, multiply: 2, accumulate: 4) * (planes * filters * outputs)
    let filter = Tally(add: 6, multiply: 9) * (filters * steps * (3 + points))
    let conversions = Tally(convert: format == .binary32 ? filters * steps * points * points : 0)
    return [products, output, filter, conversions].reduce(input) { $0.adding($1) }
  }
}
