import Arithmetic
import Testing

extension Trait where Self == ConditionTrait {
  /// For what compares instruction levels: a build for one CPU has none to compare.
  static var severalLevels: Self {
    .enabled(
      if: InstructionLevel.available.count > 1,
      "needs several instruction levels: LASTBIT_LEVELS=all and a CPU with AVX2")
  }
}
