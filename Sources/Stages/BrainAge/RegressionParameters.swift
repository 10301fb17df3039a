import PipelineKit
import Regression

/// Parameters of `brain-age/regress`.
struct RegressionParameters {
  static let subject = Parameter(
    "subject", .string, default: "subject", "The column with people's names.")
  static let repeats = Parameter(
    "repeat", .string, default: "repeat", "The column with repeats' names, where there is one.")
  static let target = Parameter("target", .string, default: "age", "The column to predict.")
  static let features = Parameter(
    "features", .list(of: .string), default: [],
    "Columns to predict from, `*` standing for any characters; all other numbers where the list is empty."
  )
  static let residualize = Parameter(
    "residualize", .list(of: .string), default: [],
    "Columns of numbers that are regressed out of the features inside folds, such as the intracranial "
      + "volume; they are no features.")
  static let impute = Parameter(
    "impute", .choice(Preparation.Imputation.self), default: .none,
    "What fills missing features, learnt inside folds; without it a missing number is an error.")
  static let regressor = Parameter(
    "regressor", .choice(RegressorKind.self), default: .ridge, "What learns.")
  static let splits = Parameter(
    "splits", .choice(Splits.self), default: .folds,
    "`folds`: each person is tested once a repetition; `shuffled`: in each repetition a part is tested. "
      + "All rows of a person are on one side.")
  static let folds = Parameter("folds", .integer(minimum: 2), default: 10, "Number of folds.")
  static let repetitions = Parameter(
    "repetitions", .integer(minimum: 1, maximum: 10_000), default: 1,
    "How many times everything is split anew.")
  static let testPart = Parameter(
    "test-part", .number(minimum: 0.001, maximum: 0.999), default: 0.1,
    "The part of the people that is tested, for `shuffled`.")
  static let strata = Parameter(
    "strata", .integer(minimum: 1), default: 1,
    "Groups of ages, each of as many people, that all folds have alike; 1 for none.")
  static let splitSeed = Parameter(
    "split-seed", .integer(minimum: 0), default: 1,
    "Seed of the splits: jobs with the same one split the same people alike, whatever their regressor."
  )
  static let augment = Parameter(
    "augment", .choice(Augmentation.self), default: .none,
    "What is learnt from: `none`: the first repeat; `repeats`: N repeats as rows; `average`: their mean; "
      + "`predictions`: one regressor a repeat, predictions averaged; and comparators: `same-row` N times, "
      + "`gaussian-noise` that varies as repeats do, a Gaussian `copula`, people drawn from a variational "
      + "autoencoder (`vae`), `mix-up`.")
  static let size = Parameter(
    "size", .integer(minimum: 1), default: 1,
    "N of the augmentation; `none` takes no notice of it.")
  static let draw = Parameter(
    "draw", .integer(minimum: 1), default: 1,
    "Which N repeats: draws are disjoint while the repeats last.")
  static let scaleNeighbours = Parameter(
    "scale-neighbours", .boolean, default: true,
    "Whether k nearest neighbours become k N where each person has N rows.")
  static let tune = Parameter(
    "tune", .list(of: .number(minimum: 0)), default: [],
    "Candidates for the regressor's main setting (penalty, cost, depth, neighbours, length-scale or decay), "
      + "chosen by inner folds.")
  static let innerFolds = Parameter(
    "inner-folds", .integer(minimum: 2), default: 5,
    "Folds inside a fold, for `tune` and `correct`.")
  static let correct = Parameter(
    "correct", .choice(CrossValidation.Correction.self), default: .none,
    "Correction of age bias, learnt from out-of-fold predictions of those who are learnt from: `cole`; "
      + "`de-lange`, which uses the age of the person tested and suits comparisons of gaps only.")
  static let importance = Parameter(
    "importance", .integer(minimum: 0, maximum: 1000), default: 0,
    "Permutations of each feature in each fold; 0 for no importance.")
  static let confidence = Parameter(
    "confidence", .number(minimum: 0.5, maximum: 0.9999), default: 0.95, "Of the intervals.")
  static let draws = Parameter(
    "draws", .integer(minimum: 100, maximum: 100_000), default: 1000,
    "Bootstrap samples of people for the intervals.")
  static let penalty = Parameter(
    "penalty", .number(minimum: 1e-12), default: 1, "α of `ridge`, features being standardised.")
  static let cost = Parameter(
    "cost", .number(minimum: 1e-12), default: 100, "C of `support-vectors`.")
  static let zone = Parameter(
    "zone", .number(minimum: 0), default: 0.1,
    "ε of `support-vectors`: errors below it do not count; in units of the target.")
  static let gamma = Parameter(
    "gamma", optional: .number(minimum: 1e-12),
    "γ of `support-vectors`; 1 / (features × variance) where it is not given.")
  static let tolerance = Parameter(
    "tolerance", .number(minimum: 1e-12, maximum: 1), default: 1e-3,
    "Where libsvm's iterations end.")
  static let trees = Parameter(
    "trees", .integer(minimum: 1, maximum: 100_000), default: 100, "Of forests and boosting.")
  static let depth = Parameter(
    "depth", optional: .integer(minimum: 1, maximum: 60),
    "Of trees; 20 for forests and 5 for boosting where it is not given.")
  static let rate = Parameter(
    "rate", .number(minimum: 1e-6, maximum: 1), default: 0.1, "Learning rate of boosting.")
  static let leastLeaf = Parameter(
    "least-leaf", optional: .number(minimum: 1),
    "Rows of a leaf at least; 4 for forests and 1 for boosting where it is not given.")
  static let neighbours = Parameter(
    "neighbours", .integer(minimum: 1), default: 5, "k of `nearest-neighbours`.")
  static let lengthScale = Parameter(
    "length-scale", optional: .number(minimum: 1e-9),
    "ℓ of `gaussian-process`, features being standardised; most likely one where it is not given.")
  static let noise = Parameter(
    "noise", optional: .number(minimum: 1e-12),
    "Noise variance over signal variance of `gaussian-process`; most likely one where it is not given."
  )

  static let hidden = Parameter(
    "hidden", .list(of: .integer(minimum: 1, maximum: 65_536)), default: [64],
    "Units of each hidden layer of the `perceptron`.")
  static let epochs = Parameter(
    "epochs", .integer(minimum: 1, maximum: 1_000_000), default: 200,
    "How often the `perceptron` sees each row.")
  static let batch = Parameter(
    "batch", .integer(minimum: 1, maximum: 1_000_000), default: 32,
    "Rows a step of the `perceptron`."
  )
  static let learningRate = Parameter(
    "learning-rate", .number(minimum: 1e-9, maximum: 10), default: 1e-3,
    "Of the `perceptron`, by AdamW; features and target have mean 0 and deviation 1.")
  static let decay = Parameter(
    "decay", .number(minimum: 0, maximum: 1000), default: 1e-4,
    "Of the weights of the `perceptron`.")
  static let resample = Parameter(
    "resample", .choice(Resample.self), default: .people,
    "What the bootstrap of the intervals draws: `people`, or `people-and-repeats`, of each person one of the "
      + "repeats that were predicted, so that numerical noise counts too; figures of the summary are then means "
      + "over repeats, those of `scores` stay those of first ones.")
  static let library = Parameter(
    "library", .string, default: "",
    "The libraries that do the work, with their versions, as this machine has them: filled in before "
      + "anything runs, and part of the key. Where it is given, no other ones are taken.")

  static let all = list(
    subject, repeats, target, features, residualize, impute, regressor, splits, folds, repetitions,
    testPart, strata, splitSeed, augment, size, draw, scaleNeighbours, tune, innerFolds, correct,
    importance, confidence, draws, penalty, cost, zone, gamma, tolerance, trees, depth, rate,
    leastLeaf, neighbours, lengthScale, noise, hidden, epochs, batch, learningRate, decay, resample,
    library)

  private static func list(_ declared: any DeclaredParameter...) -> [AnyParameter] {
    declared.map(\.declaration)
  }

  enum Splits: String, CaseIterable { case folds, shuffled }
  enum Resample: String, CaseIterable {
    case people
    case peopleAndRepeats = "people-and-repeats"
  }

  /// - Throws: `RegressionError` where a library is missing.
  var libraries: String {
    get throws { try task.libraries(regressesOut: !values[Self.residualize].isEmpty) }
  }

  let values: ParameterValues
  let task: RegressionTask
  let splits: CrossValidation.Splits
  let candidates: [Double]

  var strata: Int { values[Self.strata] }
  var splitSeed: Int { values[Self.splitSeed] }
  var innerFolds: Int { values[Self.innerFolds] }
  var correction: CrossValidation.Correction { values[Self.correct] }
  var permutations: Int { values[Self.importance] }
  var draws: Int { values[Self.draws] }
  var confidence: Double { values[Self.confidence] }
  var size: Int { values[Self.size] }

  init(_ values: ParameterValues) throws {
    self.values = values
    var settings = RegressorSettings()
    settings.penalty = values[Self.penalty]
    settings.cost = values[Self.cost]
    settings.zone = values[Self.zone]
    settings.gamma = values[Self.gamma]
    settings.tolerance = values[Self.tolerance]
    settings.trees = values[Self.trees]
    settings.depth = values[Self.depth]
    settings.rate = values[Self.rate]
    settings.leastLeaf = values[Self.leastLeaf]
    settings.neighbours = values[Self.neighbours]
    settings.lengthScale = values[Self.lengthScale]
    settings.noise = values[Self.noise]
    settings.hidden = values[Self.hidden]
    settings.epochs = values[Self.epochs]
    settings.batch = values[Self.batch]
    settings.learningRate = values[Self.learningRate]
    settings.decay = values[Self.decay]
    let kind = values[Self.regressor]
    task = RegressionTask(
      kind: kind, settings: settings, augmentation: values[Self.augment], size: values[Self.size],
      imputation: values[Self.impute], scalesNeighbours: values[Self.scaleNeighbours])
    splits =
      values[Self.splits] == .folds
      ? .folds(values[Self.folds], repetitions: values[Self.repetitions])
      : .shuffled(part: values[Self.testPart], repetitions: values[Self.repetitions])
    candidates = values[Self.tune]
    for candidate in candidates {
      guard candidate > 0 else { throw ParameterError(Self.tune, "\(kind.tuned) is above 0") }
      guard !kind.tunesIntegers || candidate == candidate.rounded() && candidate < 1e6 else {
        throw ParameterError(Self.tune, "\(kind.tuned) is a whole number, not \(candidate)")
      }
    }
  }
}
