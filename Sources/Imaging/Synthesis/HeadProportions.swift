public import Arithmetic

/// What tells one analytic head from another: sizes of its structures, and the pattern of its gyri.
///
/// Factors are of volumes, 1 being a healthy head of 25 years; thickness and depth are millimetres.
public struct HeadProportions: Sendable, Equatable {
  /// Of all lengths.
  public var scale = 1.0
  /// Of the brain's three half-axes, beside the scale.
  public var shape = [1.0, 1.0, 1.0]
  public var cortexThickness = 2.9
  /// Of the deepest sulci.
  public var sulcusDepth = 14.0
  public var ventricles = 1.0
  public var hippocampus = 1.0
  public var amygdala = 1.0
  public var thalamus = 1.0
  public var caudate = 1.0
  public var putamen = 1.0
  public var pallidum = 1.0
  public var cerebellum = 1.0
  public var brainStem = 1.0
  /// Volumes of structures on the right over those on the left.
  public var asymmetry = 1.0
  /// Three directions and a phase of each wave of gyri.
  public var gyri: [[Double]] = [
    [0.8, 0.5, 0.33, 0.1], [-0.6, 0.7, 0.4, 0.4], [0.1, -0.4, 0.9, 0.7],
  ]

  public init() {}

  /// The head of a person: what is usual at an age, and the person's own deviations.
  ///
  /// Rates a year are chosen between published ones. Cortex: −0.25 % up to 60 and −0.5 % from then on, as
  /// Fjell et al. (2009), Journal of Neuroscience 29, measured over a year in 60 to 91-year-olds, and
  /// consistently lower with age across samples (Walhovd et al. 2011, Neurobiology of Aging 32). Hippocampus:
  /// −0.1 % up to 50, from then on −0.5 % (Smith et al. 2020, AIMS Neuroscience 7: −0.49 %), faster by 0.02 %
  /// with each year above 65, where its loss accelerates (Crivello et al. 2014, PLOS ONE 9, e114478).
  /// Ventricles: +1 % up to 45 and +3 % from then on, non-linear in Walhovd et al. Thalamus, putamen, pallidum,
  /// amygdala: −0.3 %; caudate: −0.2 %; cerebellum: −0.2 %; the brain stem stays (Walhovd et al.).
  /// Deviations of people are lognormal: 4 % of head size in volume, 25 % of ventricles, 8 % of the
  /// hippocampus, 6 % of other structures, 5 % of the thickness of the cortex.
  ///
  /// - Parameter age: in years, 18 to 100.
  public init(age: Double, stream: RandomStream) {
    func power(_ exponent: Double) -> Double { ElementaryFunctions.exponential(exponent) }
    func own(_ place: UInt64, _ deviation: Double) -> Double {
      power(deviation * min(max(stream.normal(place), -3), 3))
    }
    func years(from: Double, to: Double = 200) -> Double { min(max(age - from, 0), to - from) }
    let young = years(from: 25, to: 60)
    let old = years(from: 60)
    scale = own(0, 0.04 / 3)
    shape = (0..<3).map { own(1 + UInt64($0), 0.015) }
    cortexThickness *= own(4, 0.05) * power(-0.0025 * young - 0.005 * old)
    sulcusDepth *= own(5, 0.06) * power(0.002 * young + 0.005 * old)
    ventricles =
      own(6, 0.25) * power(0.01 * years(from: 25, to: 45) + 0.03 * years(from: 45))
    let late = years(from: 65)
    hippocampus =
      own(7, 0.08)
      * power(-0.001 * years(from: 25, to: 50) - 0.005 * years(from: 50) - 0.0001 * late * late)
    amygdala = own(8, 0.06) * power(-0.003 * years(from: 25))
    thalamus = own(9, 0.06) * power(-0.003 * years(from: 25))
    caudate = own(10, 0.06) * power(-0.002 * years(from: 25))
    putamen = own(11, 0.06) * power(-0.003 * years(from: 25))
    pallidum = own(12, 0.06) * power(-0.003 * years(from: 25))
    cerebellum = own(13, 0.06) * power(-0.002 * years(from: 25))
    brainStem = own(14, 0.06)
    asymmetry = own(15, 0.02)
    gyri = (0..<3).map { wave in
      let start = UInt64(20 + 10 * wave)
      let direction = (0..<3).map { stream.normal(start + UInt64($0)) }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return direction.map { $0 / max(length, 1e-9) } + [stream.uniform(start + 5)]
    }
  }
}
