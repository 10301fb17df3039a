public import Arithmetic

/// The class whose number is the greatest, place by place.
public enum GreatestClass {
  /// - Parameter numbers: `[N, classes, …]`, at least one class.
  /// - Returns: of each image and place the class, the first of equals, and its number, `[N × places]`.
  public static func find(_ numbers: RealTensor) -> (classes: [Int32], numbers: RealTensor) {
    switch numbers {
    case .binary32(let tensor):
      let (classes, values) = find(tensor)
      return (classes, .binary32(values))
    case .binary64(let tensor):
      let (classes, values) = find(tensor)
      return (classes, .binary64(values))
    }
  }

  private static func find<Number: BinaryFloatingPoint>(
    _ numbers: Tensor<Number>
  ) -> (classes: [Int32], numbers: Tensor<Number>) {
    let (images, classes) = (numbers.shape[0], numbers.shape[1])
    let places = numbers.shape.dropFirst(2).reduce(1, *)
    var found = [Int32](repeating: 0, count: images * places)
    var best = [Number](repeating: 0, count: images * places)
    numbers.values.withUnsafeBufferPointer { numbers in
      found.withUnsafeMutableBufferPointer { found in
        best.withUnsafeMutableBufferPointer { best in
          for image in 0..<images {
            let own = image * places
            for place in 0..<places { best[own + place] = numbers[own * classes + place] }
            for name in 1..<max(classes, 1) {
              let start = own * classes + name * places
              for place in 0..<places where numbers[start + place] > best[own + place] {
                best[own + place] = numbers[start + place]
                found[own + place] = Int32(name)
              }
            }
          }
        }
      }
    }
    return (found, Tensor(shape: [images * places], values: best))
  }
}
