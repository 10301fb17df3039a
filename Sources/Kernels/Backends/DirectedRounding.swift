internal import ArithmeticTypes
internal import CIntrinsics

/// The directed roundings of IEEE 754.
enum DirectedRounding: String, CaseIterable {
  case upward
  case downward
  case towardZero = "toward-zero"

  static let descriptions = allCases.map(\.description)

  /// Whether one instruction multiplies and adds in the processor's rounding mode, at the level that
  /// these kernels are compiled for.
  static var fusesByInstruction: Bool { lastbit_has_fused_multiply_add() }

  private var direction: String {
    switch self {
    case .upward: "above"
    case .downward: "below"
    case .towardZero: "on the side of zero"
    }
  }

  private var description: BackendDescription {
    let mode = self
    return BackendDescription(
      name: rawValue,
      summary: "IEEE 754 rounding to the neighbour \(direction).",
      definition: """
        An exact result that the format holds stays; any other goes to its neighbour \(direction), \
        as IEEE 754 has it: a result past the greatest finite number becomes infinite only in that \
        direction\(self == .downward ? ", and x - x is -0" : "").
        """,
      coverage: Coverage.all,
      options: [CommonOptions.multiplyAdd],
      isDeterministic: true
    ) { specification, session in
      let scheme = mode.scheme.with(specification)
      return SchemeBackend(
        specification, scheme.contractedByHardware(mode.hardware), session)
    }
  }

  private var hardware: lastbit_direction {
    switch self {
    case .upward: LASTBIT_UPWARD
    case .downward: LASTBIT_DOWNWARD
    case .towardZero: LASTBIT_TOWARD_ZERO
    }
  }

  private func isAway(_ isNegative: Bool) -> Bool {
    switch self {
    case .upward: !isNegative
    case .downward: isNegative
    case .towardZero: false
    }
  }

  private var scheme: Scheme {
    var scheme = Scheme(
      narrow: { value, _ in
        let nearest = Float(value)
        // Whether rounding to nearest went too far or not far enough in magnitude.
        if Double(nearest.magnitude) > value.magnitude {
          return isAway(value < 0) ? nearest : Self.towardsZero(nearest)
        }
        guard Double(nearest.magnitude) < value.magnitude, isAway(value < 0) else { return nearest }
        return nearest < 0 || nearest.sign == .minus ? nearest.nextDown : nearest.nextUp
      },
      wide: { value, _ in
        let rule = DirectedRounding64(mode: self)
        let result = rule.scaledDecide(value, 0)
        guard result.isInfinite, !isAway(result < 0) else { return result }
        return result < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
      })
    scheme.isRandom = false
    scheme.hasNegativeZeroSums = self == .downward
    return scheme
  }

  private static func towardsZero(_ value: Float) -> Float {
    Float(bitPattern: value.bitPattern - 1)
  }

  private struct DirectedRounding64: ErrorRounding {
    typealias Bits = ElementBits
    let mode: DirectedRounding

    func moves(_ nearest: Double, error: Double, gap: Double, _ word: UInt64) -> Bool {
      switch mode {
      case .upward: error > 0
      case .downward: error < 0
      // At zero, where the neighbour always lies away from it, nothing moves.
      case .towardZero: nearest != 0 && (error < 0) != (nearest < 0)
      }
    }
  }
}

extension Scheme {
  /// Contractions by the processor itself, in its rounding mode.
  fileprivate func contractedByHardware(_ direction: lastbit_direction) -> Scheme {
    guard !isFused || DirectedRounding.fusesByInstruction else { return self }
    var scheme = self
    let isFused = isFused
    scheme.contract = { tile, _ in
      let before = lastbit_set_direction(direction)
      defer { lastbit_restore_direction(before) }
      if isFused {
        HardwareTile<FusedStep<FloatLanes>>.contract(tile)
      } else {
        HardwareTile<SeparateStep<FloatLanes>>.contract(tile)
      }
      return true
    }
    scheme.combine = { run, places, isFused, other in
      let before = lastbit_set_direction(direction)
      let left = run.fillByHardware(places, fusesMultiplyAdd: isFused)
      lastbit_restore_direction(before)
      other(left)
    }
    scheme.wideContract = { tile in
      let before = lastbit_set_direction(direction)
      defer { lastbit_restore_direction(before) }
      if isFused {
        HardwareTile<FusedStep<DoubleLanes>>.contract(tile)
      } else {
        HardwareTile<SeparateStep<DoubleLanes>>.contract(tile)
      }
      return true
    }
    return scheme
  }
}
