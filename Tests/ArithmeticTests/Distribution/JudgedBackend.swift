import Arithmetic

/// A backend whose element-wise results the oracle can predict.
enum JudgedBackend: String, CaseIterable {
  case ieee
  case openblas
  case float64
  case randomRounding = "random-rounding"
  case stochasticRounding = "stochastic-rounding"

  static let random: [JudgedBackend] = [.randomRounding, .stochasticRounding]
  static let nearest: [JudgedBackend] = [.ieee, .openblas, .float64]

  var rounding: ReferenceRounding {
    switch self {
    case .ieee, .openblas, .float64: .nearest
    case .randomRounding: .random
    case .stochasticRounding: .stochastic
    }
  }

  func make(seed: UInt64, level: InstructionLevel = Arithmetics.cpu) throws -> any Arithmetic {
    try Arithmetics.make(
      ArithmeticSpecification(name: rawValue), seed: seed, threads: 1, level: level)
  }
}
