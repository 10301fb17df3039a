import Arithmetic

/// The most frequent bright intensity: white matter, in a T1-weighted image.
enum BrightPeak {
  /// The uppermost strong maximum of the smoothed histogram of the values above zero.
  ///
  /// 256 bins up to the 99.9th percentile, smoothed by a Gaussian of three bins. Of the local
  /// maxima that are at least a fifth as high as the highest above the mean, the brightest is taken.
  ///
  /// - Parameter ascending: finite values in ascending order.
  static func find(_ ascending: [Double], _ arithmetic: any Arithmetic) throws(ImagingError)
    -> Double
  {
    let positive = ascending[(ascending.firstIndex { $0 > 0 } ?? ascending.endIndex)...]
    guard positive.count >= 100 else {
      throw ImagingError("the image has too few voxels above zero to find white matter")
    }
    let top = positive[positive.startIndex + Int(0.999 * Double(positive.count - 1))]
    let bins = 256
    var counts = [Double](repeating: 0, count: bins)
    let sample = RealTensor(arithmetic.format, shape: [positive.count], Array(positive))
    let places = arithmetic.multiply(arithmetic.divide(sample, top), Double(bins - 1)).doubles
    // Counts and numbers of bins are integers.
    var weighted = 0
    for place in places where place <= Double(bins - 1) {
      let bin = max(0, Int(place.rounded()))
      counts[bin] += 1
      weighted += bin
    }
    let mean = weighted / positive.count
    let histogram = RealTensor(arithmetic.format, shape: [bins, 1, 1], counts)
    let smooth = arithmetic.smooth(histogram, sigma: [3, 0, 0]).doubles
    let maxima = (max(mean, 1)..<bins - 1).filter {
      smooth[$0] >= smooth[$0 - 1] && smooth[$0] > smooth[$0 + 1]
    }
    let highest = maxima.map { smooth[$0] }.max() ?? 0
    guard let peak = maxima.last(where: { smooth[$0] >= 0.2 * highest }) else {
      throw ImagingError("the image's histogram has no peak of bright tissue")
    }
    return arithmetic.product(arithmetic.quotient(Double(peak), Double(bins - 1)), top)
  }
}
