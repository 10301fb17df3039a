/// Where the elements of a resized axis come from: for each, places on the axis and their weights.
struct ResizedAxis: Sendable {
  enum Coordinates: String, CaseIterable {
    case halfPixel = "half_pixel"
    case halfPixelSymmetric = "half_pixel_symmetric"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric
    case cropAndResize = "tf_crop_and_resize"
  }

  enum Nearest: String, CaseIterable {
    case preferFloor = "round_prefer_floor"
    case preferCeil = "round_prefer_ceil"
    case floor, ceil
  }

  /// Old and new extents; `length` is what the scale makes of the old one, before it is cut to a whole
  /// number.
  let old: Int
  let new: Int
  let scale: Double
  let length: Double
  var coordinates = Coordinates.halfPixel
  /// The part of the axis that is taken, by `tf_crop_and_resize`.
  var region: (start: Double, end: Double) = (0, 1)
  var excludesOutside = false
  var smooths = false
  var cubicFactor = -0.75

  /// Where element `index` lies on the old axis.
  func place(_ index: Int) -> Double {
    let x = Double(index)
    switch coordinates {
    case .halfPixel: return (x + 0.5) / scale - 0.5
    case .halfPixelSymmetric:
      let adjustment = Double(new) / length
      let centre = Double(old) / 2
      return centre * (1 - adjustment) + (x + 0.5) / scale - 0.5
    case .pytorchHalfPixel: return new > 1 ? (x + 0.5) / scale - 0.5 : 0
    case .alignCorners: return length == 1 ? 0 : x * Double(old - 1) / (length - 1)
    case .asymmetric: return x / scale
    case .cropAndResize:
      let (start, end) = region
      return new > 1
        ? start * Double(old - 1) + x * (end - start) * Double(old - 1) / (length - 1)
        : 0.5 * (start + end) * Double(old - 1)
    }
  }

  /// Whether element `index` lies outside the old axis and is extrapolated.
  func isOutside(_ index: Int) -> Bool {
    guard coordinates == .cropAndResize else { return false }
    let place = place(index)
    return place < 0 || place > Double(old - 1)
  }

  /// The nearest place of each element.
  func nearest(_ mode: Nearest) -> [Int] {
    (0..<new).map { index in
      guard !isOutside(index) else { return -1 }
      let place = place(index)
      let whole: Double =
        switch mode {
        case .floor: place.rounded(.down)
        case .ceil: place.rounded(.up)
        case .preferCeil: (place + 0.5).rounded(.down)
        case .preferFloor: (place - 0.5).rounded(.up)
        }
      return min(max(Int(whole), 0), old - 1)
    }
  }

  /// For each element, places and weights of linear or cubic interpolation.
  func taps(isCubic: Bool) -> [[(place: Int, weight: Double)]] {
    (0..<new).map { index in
      let place = place(index)
      let floor = place.rounded(.down)
      // A whole place belongs to the element on its right, at distance 1 from the left one.
      let (left, ratio) = place == floor ? (Int(floor) - 1, 1.0) : (Int(floor), place - floor)
      let narrow = smooths ? min(scale, 1) : 1
      let reach = isCubic ? 2.0 : 1.0
      let first = Int((-reach / narrow).rounded(.down)) + 1
      var found: [(place: Int, weight: Double)] = []
      for offset in first..<2 - first {
        let distance = abs((Double(offset) - ratio) * narrow)
        let weight = isCubic ? cubic(distance) : max(0, 1 - distance)
        found.append((left + offset, weight))
      }
      if excludesOutside { found.removeAll { $0.place < 0 || $0.place >= old } }
      let total = found.reduce(0) { $0 + $1.weight }
      let isNormal = !excludesOutside && !smooths
      return found.filter { $0.weight != 0 }.map {
        (min(max($0.place, 0), old - 1), isNormal ? $0.weight : $0.weight / total)
      }
    }
  }

  /// Keys' cubic convolution (1981).
  private func cubic(_ x: Double) -> Double {
    let a = cubicFactor
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}
