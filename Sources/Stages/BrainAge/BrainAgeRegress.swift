import Arithmetic
import PipelineKit
import Regression
import Statistics

/// Ages of people from features of their brains, by cross-validation.
struct BrainAgeRegress: ResolvingStage {
  static let kind = "brain-age/regress"
  static let version = 4
  static let summary = "Ages predicted from features in cross-validation, with or without repeats."
  static let source =
    "arXiv 2509.05238, without its mistakes; figures as de Lange et al. (2022), Human Brain Mapping 43. "
    + "libsvm, XGBoost and OpenBLAS do the work; scikit-learn gives the same on the same folds. Perceptrons and "
    + "autoencoders are trained in kernels, in any arithmetic."
  static let layers = ["*"]
  static let fit = DrawnStream(
    "fit", followsRepeat: true, "What forests, augmentations and permutations draw.")
  static let bootstrap = DrawnStream(
    "bootstrap", followsRepeat: false, "People drawn for the intervals.")
  static let streams = [fit, bootstrap]

  static let features = Input<Table>(
    "features", "A row for each person and repeat, from `brain-age/features`.")
  static let predictions = Output<Table>(
    "predictions",
    "A row for each test of a row: repetition, fold, subject, repeat, age, predicted, corrected, baseline "
      + "(the mean age learnt from), and scored, 1 for the row that counts.")
  static let scores = Output<Table>(
    "scores",
    "A row for each fold: repetition, fold, train and test (people), tuned, and the figures of the "
      + "summary.")
  static let overall = Output<Table>(
    "summary",
    "One row: regressor, augmentation, size, people, age-min, age-max; mae (years, uncorrected), chance "
      + "(that of the mean age), ratio of the two, r-squared, r, gap-age (Spearman's correlation of gap and "
      + "age), calibration (slope of age on prediction), each with -low and -high; corrected-mae beside."
  )
  static let importance = Output<Table>(
    "importance",
    "A row for each feature: feature, importance (years that its permutation adds to the error, mean over "
      + "folds), deviation over folds.")
  static let model = Output<SourcedWeights>(
    "model", "What is learnt from all people, for `brain-age/predict`.")

  /// Worse than the mean age of those who were learnt from is no prediction.
  static let contracts = [Contract(overall, "ratio", maximum: 1)]
  static let inputs = list(features)
  static let outputs = list(predictions, scores, overall, importance, model)
  static let parameters = RegressionParameters.all

  private let parameters: RegressionParameters

  init(_ values: ParameterValues) throws { parameters = try RegressionParameters(values) }

  /// Perceptrons and autoencoders do; all else computes in binary64 by libraries.
  static func usesArithmetic(_ values: ParameterValues) -> Bool {
    (try? RegressionParameters(values).task.usesArithmetic) ?? false
  }

  /// With the libraries of this machine, so that the key of a result says what made it.
  static func resolve(_ values: ParameterValues) throws -> ParameterValues {
    try explaining {
      try LibraryVersions.resolve(values, RegressionParameters.library) {
        try RegressionParameters(values).libraries
      }
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let frame = try RegressionFrame(try inputs[Self.features], parameters, warn: context.warn)
    return try explaining {
      let libraries = try parameters.libraries
      try LibraryVersions.check(parameters.values[RegressionParameters.library], libraries)
      if !libraries.isEmpty { context.log("computed by \(libraries)") }
      let seed = context.random(Self.fit).word(0)
      var cross = CrossValidation(
        parameters.task, frame.data, strata: parameters.strata,
        splitSeed: UInt64(parameters.splitSeed), seed: seed, context.arithmetic.fork(0))
      cross.candidates = parameters.candidates
      cross.innerFolds = parameters.innerFolds
      cross.correction = parameters.correction
      cross.permutations = parameters.permutations
      let splits = try cross.run(parameters.splits, threads: context.threads) {
        try context.progress(0.9 * $0)
      }
      let fitted = try parameters.task.fit(
        frame.data, people: Array(frame.data.people.indices), seed: seed,
        context.arithmetic.fork(1))
      let report = RegressionTables(frame, splits, parameters)
      let bootstrap = Bootstrap(draws: parameters.draws, stream: context.random(Self.bootstrap))
      return [
        Self.predictions(report.predictions), Self.scores(report.scores),
        Self.overall(report.summary(bootstrap)), Self.importance(report.importance),
        Self.model(try StoredRegressor(fitted, frame, parameters).weights),
      ]
    }
  }
}

/// - Throws: `StageError` in place of `RegressionError`.
func explaining<Result>(_ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as RegressionError {
    throw StageError(error.description)
  }
}
