import Arithmetic

/// The same elements under another shape: 0 copies an extent unless `allowzero` says otherwise, and one
/// −1 takes what is left.
struct Reshape: NetworkOperation {
  static let name = "Reshape"
  static let versions = [5, 13, 14, 19, 21, 23, 24, 25]
  static let attributes = [AttributeRule("allowzero", .integer, since: 14)]
  static let inputs = 2...2

  private let allowsZero: Bool

  init(_ attributes: Attributes) throws(ModelError) {
    allowsZero = try attributes.flag("allowzero", default: false)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard let wanted = try inputs.integers(1, "the extents") else {
      throw ModelError("its second input is missing")
    }
    var shape: [Int] = []
    for (axis, extent) in wanted.enumerated() {
      if extent == 0, !allowsZero {
        guard axis < x.shape.count else {
          throw ModelError("a 0 copies axis \(axis), which \(x.shape) does not have")
        }
        shape.append(x.shape[axis])
      } else {
        shape.append(extent)
      }
    }
    if let place = shape.firstIndex(of: -1) {
      var known = shape
      known.remove(at: place)
      let count = try Extents.count(known)
      guard count > 0, x.count % count == 0 else {
        throw ModelError("\(x.count) elements do not fill \(wanted)")
      }
      shape[place] = x.count / count
    }
    guard try Extents.count(shape) == x.count else {
      throw ModelError("\(x.count) elements of shape \(x.shape) do not fill \(shape)")
    }
    return .reshaping(x, to: shape)
  }
}
