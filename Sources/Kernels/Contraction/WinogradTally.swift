internal import ArithmeticTypes

extension WinogradForm {
  /// Whether a convolution is one of those that this form computes.
  static func suits(_ shape: ConvolutionShape) -> Bool {
    shape.channels > 0 && shape.isDense && shape.kernel.height == taps && shape.kernel.width == taps
      && shape.stride.depth == 1 && shape.stride.height == 1 && shape.stride.width == 1
  }

  /// The operations of `WinogradConvolution`: tiles at the edges count as whole ones, padding's zeros
  /// count, what fills up vectors does not.
  static func tally(_ shape: ConvolutionShape, _ format: RealFormat) -> Tally {
    let points = WinogradPoints.count
    let rows = (shape.output.height + outputs - 1) / outputs
    let columns = (shape.output.width + outputs - 1) / outputs
    let planes = shape.images * shape.output.depth
    let steps = shape.channels * shape.kernel.depth
    // Along y each column of voxels in a row of tiles once, along x each line of each tile.
    let inputs = rows * (columns * outputs + points - outputs) + rows * columns * points
    let products = planes * shape.filters * steps * rows * columns * WinogradPoints.all
    let factors = shape.filters * steps
    return [
      WinogradPoints.inputTally * (planes * steps * inputs),
      outputTally * (planes * shape.filters * rows * columns * (points + outputs)),
      filterTally * (factors * (taps + points)),
      Tally(
        convert: format == .binary32 ? factors * WinogradPoints.all : 0, accumulate: products),
    ].reduce(Tally()) { $0.adding($1) }
  }
}
