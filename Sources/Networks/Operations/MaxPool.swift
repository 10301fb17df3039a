import Arithmetic

/// The greatest number of each window; padding never wins, NaN does. No rounding.
///
/// Windows of 2 at steps of 2 run on the kernel of that name, others by comparing here.
struct MaxPool: NetworkOperation {
  static let name = "MaxPool"
  static let versions = [1, 8, 10, 11, 12, 22]
  static let attributes =
    Windows.attributes + [
      AttributeRule("dilations", .integers, since: 10),
      AttributeRule("ceil_mode", .integer, since: 10),
      AttributeRule("storage_order", .integer, since: 8),
    ]
  static let outputs = 1...2

  private let attributes: Attributes
  private let roundsUp: Bool
  /// Whether indices count the first spatial axis fastest.
  private let isColumnMajor: Bool

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    roundsUp = try attributes.flag("ceil_mode", default: false)
    isColumnMajor = try attributes.flag("storage_order", default: false)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let windows = try Windows(pooling: x, attributes, roundsUp: roundsUp)
    let shape = Array(x.shape[..<2]) + windows.outputs
    let facts = [ValueFact(x.type, shape), ValueFact(.int64, shape)]
    let axes = x.shape.count - 2
    let isHalving = windows.isHalving && axes > 1
    let backward: OperationStep.Backward = { operands, _, gradients, arithmetic in
      guard let gradient = gradients[0] else { return [nil] }
      let x = operands.real(0)
      guard isHalving else {
        let places = Self.pool(x, windows, false).places.values.map { Int($0) }
        return [gradient.scattered(to: places, shape: x.shape, arithmetic)]
      }
      let indices = arithmetic.maxPool(x, axes: axes).indices
      return [arithmetic.unpool(gradient, indices: indices, shape: x.shape, axes: axes)]
    }
    let plane = x.shape[2...].reduce(1, *)
    if inputs.outputs > 1, isHalving, !isColumnMajor {
      return .kernels([], facts, backward: backward) { operands, arithmetic in
        let pooled = arithmetic.maxPool(operands.real(0), axes: axes)
        return [.real(pooled.values), .integer(pooled.indices.counted(planes: plane))]
      }
    }
    if inputs.outputs < 2, isHalving {
      var step = OperationStep.kernels([], facts, backward: backward) { operands, arithmetic in
        [.real(arithmetic.maxPool(operands.real(0), axes: axes).values)]
      }
      step.part = .halving
      return step
    }
    guard inputs.outputs > 1 else {
      return .exact(facts, backward: backward) { operands in
        [.real(operands.real(0).greatest(in: windows))]
      }
    }
    let isColumnMajor = isColumnMajor
    return .exact(facts, backward: backward) { operands in
      let (values, places) = Self.pool(operands.real(0), windows, isColumnMajor)
      return [.real(values), .integer(places)]
    }
  }

  private static func pool(_ x: RealTensor, _ windows: Windows, _ isColumnMajor: Bool)
    -> (values: RealTensor, places: Tensor<Int64>)
  {
    switch x {
    case .binary32(let x):
      let (values, places) = pool(x, windows, isColumnMajor)
      return (.binary32(values), places)
    case .binary64(let x):
      let (values, places) = pool(x, windows, isColumnMajor)
      return (.binary64(values), places)
    }
  }

  /// Greatest values, and their places within the whole tensor.
  private static func pool<Number: BinaryFloatingPoint>(
    _ x: Tensor<Number>, _ windows: Windows, _ isColumnMajor: Bool
  ) -> (Tensor<Number>, Tensor<Int64>) {
    let sizes = Array(x.shape[2...])
    let planes = x.shape[0] * x.shape[1]
    let plane = sizes.reduce(1, *)
    let shape = Array(x.shape[..<2]) + windows.outputs
    let rows = WindowRows(windows, sizes: sizes)
    var values: [Number] = []
    var places: [Int64] = []
    let count = shape.reduce(1, *)
    values.reserveCapacity(count)
    places.reserveCapacity(count)
    for number in 0..<planes {
      rows.forEach { inside in
        var (best, place) = (Number.nan, -1)
        for offset in inside {
          let value = x.values[number * plane + offset]
          // NaN wins and stays.
          if place < 0 || value > best || (value.isNaN && !best.isNaN) {
            (best, place) = (value, offset)
          }
        }
        values.append(place < 0 ? -.infinity : best)
        let own = isColumnMajor && place >= 0 ? columnMajor(place, sizes) : place
        places.append(Int64(number * plane + max(own, 0)))
      }
    }
    return (Tensor(shape: shape, values: values), Tensor(shape: shape, values: places))
  }

  /// A place counted with the first axis running fastest.
  private static func columnMajor(_ place: Int, _ sizes: [Int]) -> Int {
    var (rest, index) = (place, [Int]())
    for size in sizes.reversed() {
      index.append(rest % size)
      rest /= size
    }
    var (result, stride) = (0, 1)
    for (coordinate, size) in zip(index.reversed(), sizes) {
      result += coordinate * stride
      stride *= size
    }
    return result
  }
}

extension Tensor<Int32> {
  /// Places within planes as places within the whole tensor, whose planes have `size` elements.
  fileprivate func counted(planes size: Int) -> Tensor<Int64> {
    let perPlane = shape[2...].reduce(1, *)
    var counted: [Int64] = []
    counted.reserveCapacity(count)
    for plane in 0..<count / max(1, perPlane) {
      let start = Int64(plane * size)
      for place in values[plane * perPlane..<(plane + 1) * perPlane] {
        counted.append(start + Int64(place))
      }
    }
    return Tensor<Int64>(shape: shape, values: counted)
  }
}
