public import Arithmetic

/// Probabilities of some of a network's classes.
public enum ClassProbabilities {
  /// Softmax over the classes, slice by slice: the result of all classes and slices would take as much memory
  /// as what it is made of.
  ///
  /// - Parameters:
  ///   - chosen: numbers of classes.
  ///   - slices: how many there are, at least one.
  ///   - numbers: of a slice, `[1, classes, 1, …]`.
  /// - Returns: of each chosen class, in their order, `[1, 1, slices, …]`; 0 to 1.
  /// - Throws: what `numbers` throws.
  public static func softmax(
    of chosen: [Int], slices: Int, _ arithmetic: any Arithmetic,
    numbers: (Int) throws -> RealTensor
  ) rethrows -> [RealTensor] {
    var parts = [[RealTensor]](repeating: [], count: chosen.count)
    for slice in 0..<slices {
      let all = arithmetic.softmax(try numbers(slice))
      for (place, name) in chosen.enumerated() {
        parts[place].append(all.slice(name..<name + 1, axis: 1))
      }
    }
    return parts.map { $0.count == 1 ? $0[0] : .concatenate($0, axis: 2) }
  }
}

extension RealTensor {
  /// With 0 in place of what is below `least`.
  public func withoutTraces(below least: Double) -> RealTensor {
    guard least > 0 else { return self }
    return switch self {
    case .binary32(let tensor): .binary32(tensor.map { Double($0) < least ? 0 : $0 })
    case .binary64(let tensor): .binary64(tensor.map { $0 < least ? 0 : $0 })
    }
  }
}
