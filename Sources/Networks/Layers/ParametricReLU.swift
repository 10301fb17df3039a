public import Arithmetic

/// x where x > 0, else x times a learnt slope that all channels share (He et al. 2015).
public struct ParametricReLU: Sendable {
  private let name: String
  let slope: Double

  public init(_ reader: WeightReader) throws(ModelError) {
    name = reader.name
    slope = try reader.tensor("weight", [1]).doubles[0]
  }

  public func callAsFunction(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.layer(name).leakyReLU(x, slope: slope)
  }
}
