import Arithmetic

/// The adjoints of movements: sums over the elements that came from one place.
extension RealTensor {
  /// The adjoint of `Picking`: along an axis of `extent` elements, each the sum of those that were taken
  /// from it, in their order. Where nothing was taken it is zero.
  func unpicked(_ picking: Picking, extent: Int, _ arithmetic: any Arithmetic) -> RealTensor {
    // In each round every place gets one more of the elements that came from it.
    var rounds: [[Int]] = []
    var taken = [Int](repeating: 0, count: extent)
    for (index, place) in picking.places.enumerated() where place >= 0 {
      if taken[place] == rounds.count { rounds.append([Int](repeating: -1, count: extent)) }
      rounds[taken[place]][place] = index
      taken[place] += 1
    }
    guard let first = rounds.first else {
      var shape = shape
      shape[picking.axis] = extent
      return .filled(format, shape, 0)
    }
    let start = moved(Picking(axis: picking.axis, places: first))
    return rounds.dropFirst().reduce(start) { sum, places in
      arithmetic.add(sum, moved(Picking(axis: picking.axis, places: places)))
    }
  }

  /// The elements at `places` of the tensor as one row, in a tensor of `shape`.
  func taken(from places: [Int], shape: [Int]) -> RealTensor {
    reshaped([count]).moved(Picking(axis: 0, places: places)).reshaped(shape)
  }

  /// The adjoint of `taken`: a tensor of `shape` in which each element is added to its place.
  func scattered(to places: [Int], shape: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    reshaped([count])
      .unpicked(Picking(axis: 0, places: places), extent: shape.reduce(1, *), arithmetic)
      .reshaped(shape)
  }

  /// This tensor where `isKept`, zero elsewhere.
  func masked(_ isKept: Tensor<Bool>) -> RealTensor {
    chosen(isKept, else: .filled(format, shape, 0))
  }
}
