internal import ArithmeticTypes

/// What an element-wise kernel makes of the numbers at one place: x + y, x − y, x × y, x × y + z.
enum ElementOperation: Sendable {
  case add, subtract, multiply, multiplyAdd
}

/// The operands and outputs of an element-wise operation that rules may do in vectors.
struct ElementRun<Real: RealNumber> {
  let operation: ElementOperation
  let x: UnsafePointer<Real>
  /// One number for all places where `isUniform`.
  let y: UnsafePointer<Real>
  let isUniform: Bool
  /// Looked at by `multiplyAdd` only.
  let z: UnsafePointer<Real>
  /// May be `x`.
  let output: UnsafeMutablePointer<Real>
  let streams: ElementStreams
}

extension RoundingRule {
  /// One output after the other, by the scalar rule: what every faster form has to equal.
  func combineByElement(_ run: ElementRun<Real>, _ places: Range<Int>) {
    switch run.operation {
    case .add: combine(run, places) { x, y, _, bits in add(x, y, &bits) }
    case .subtract: combine(run, places) { x, y, _, bits in subtract(x, y, &bits) }
    case .multiply: combine(run, places) { x, y, _, bits in multiply(x, y, &bits) }
    case .multiplyAdd: combine(run, places) { x, y, z, bits in multiplyAdd(x, y, z, &bits) }
    }
  }

  @inline(__always)
  private func combine(
    _ run: ElementRun<Real>, _ places: Range<Int>,
    _ operation: (Real, Real, Real, inout Bits) -> Real
  ) {
    let (x, y, z, output) = (run.x, run.y, run.z, run.output)
    if run.isUniform {
      let uniform = y[0]
      for place in places {
        var bits: Bits = run.streams.bits(place)
        output[place] = operation(x[place], uniform, z[place], &bits)
      }
      return
    }
    for place in places {
      var bits: Bits = run.streams.bits(place)
      output[place] = operation(x[place], y[place], z[place], &bits)
    }
  }

  func combine(_ run: ElementRun<Real>, _ places: Range<Int>) { combineByElement(run, places) }

  /// `combine` for places that may start anywhere.
  func combineFromAnywhere(_ run: ElementRun<Real>, _ places: Range<Int>) {
    let alignment = run.streams.alignment
    let aligned = min(
      (places.lowerBound + alignment - 1) / alignment * alignment, places.upperBound)
    combineByElement(run, places.lowerBound..<aligned)
    combine(run, aligned..<places.upperBound)
  }

  /// An element-wise kernel: element `i` of the result draws the words of place `i`.
  ///
  /// - Parameter y: as long as `x`, or of one number, which serves all places.
  func elementwise(
    _ operation: ElementOperation, _ x: [Real], _ y: [Real], _ z: [Real]? = nil, shape: [Int],
    _ key: CallKey, _ threads: Int
  ) -> Tensor<Real> {
    let filled = Tiling.fill(
      x.count, threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Real>) in
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          (z ?? []).withUnsafeBufferPointer { z in
            guard let first = x.baseAddress, let second = y.baseAddress else { return }
            combine(
              ElementRun(
                operation: operation, x: first, y: second, isUniform: y.count < x.count,
                z: z.baseAddress ?? first, output: output,
                streams: ElementStreams(key: key)),
              range)
          }
        }
      }
      return range.count
    }
    return Tensor(shape: shape, values: filled.values)
  }
}
