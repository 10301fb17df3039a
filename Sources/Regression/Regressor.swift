/// A way to predict a number of a person from features.
///
/// Regressors compute in binary64 by the field's libraries, `Perceptron` in an arithmetic's kernels. They give
/// the same bits on any number of threads, and draw what random numbers they need from a seed. A
/// regressor is one file of this folder and one line in `RegressorKind`.
public protocol Regressor: Sendable {
  /// Learns from rows of features, which are finite and standardised, and a target for each.
  ///
  /// - Throws: `RegressionError`.
  func fit(_ features: Matrix, _ targets: [Double]) throws(RegressionError) -> any FittedRegressor
}

/// What a regressor has learnt.
public protocol FittedRegressor: Sendable {
  /// A prediction a row.
  func predict(_ features: Matrix) throws(RegressionError) -> [Double]
  /// All that it is made of.
  var parts: FittedParts { get }
}

/// A fitted regressor as arrays that can be kept.
public struct FittedParts: Sendable, Equatable {
  public var numbers: [String: [Double]]
  /// A model in the format of its library.
  public var bytes: [UInt8]

  public init(numbers: [String: [Double]] = [:], bytes: [UInt8] = []) {
    (self.numbers, self.bytes) = (numbers, bytes)
  }

  /// - Throws: `RegressionError` where there is no such array.
  func array(_ name: String) throws(RegressionError) -> [Double] {
    guard let array = numbers[name] else {
      throw RegressionError("the model is damaged: it has no '\(name)'")
    }
    return array
  }

  func number(_ name: String) throws(RegressionError) -> Double {
    guard let number = try array(name).first else {
      throw RegressionError("the model is damaged: its '\(name)' is empty")
    }
    return number
  }

  func integer(_ name: String) throws(RegressionError) -> Int {
    guard let integer = Int(exactly: try number(name)) else {
      throw RegressionError("the model is damaged: its '\(name)' is no whole number")
    }
    return integer
  }

  /// A matrix whose columns are counted by `columns`.
  func matrix(_ name: String) throws(RegressionError) -> Matrix {
    let values = try array(name)
    let columns = try integer("columns")
    guard columns > 0, values.count % columns == 0 else {
      throw RegressionError("the model is damaged: its '\(name)' has no \(columns) columns")
    }
    return Matrix(rows: values.count / columns, columns: columns, values: values)
  }
}

/// What a regressor cannot do, in a sentence for the person at the terminal.
public struct RegressionError: Error, Equatable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
