import Arithmetic
import Foundation
import Regression
import Statistics
import Support

/// Cross-validations of brain age, 10 folds of 400 people with 95 features and N repeats as rows, against
/// scikit-learn with joblib on the same folds and as many cores; and intervals of 95 regions by 10,000 samples
/// of people, against NumPy.
let regressorBenchmarks =
  RegressorPeer.all.flatMap { peer in
    [1, 5, 15].map { size in
      Benchmark(
        name:
          "brain age/\(peer.kind.rawValue), 10 folds of 400 × 95, N = \(size) (scikit-learn, joblib)",
        bar: .timesPeer(peer.bar)
      ) { try peer.measure(size) }
    }
  } + [
    Benchmark(
      name:
        "statistics/bootstrap of NPVR, 95 regions × 100 people × 10 repeats, 10,000 draws (NumPy)",
      bar: .timesFaster(10)
    ) { try ResampledRegions().measure() }
  ]

private struct RegressorPeer {
  let kind: RegressorKind
  let estimator: String
  let bar: Double

  static let all = [
    RegressorPeer(kind: .ridge, estimator: "Ridge(alpha=1)", bar: 0.5),
    RegressorPeer(kind: .nearestNeighbours, estimator: "KNeighborsRegressor(5 * size)", bar: 0.5),
    RegressorPeer(kind: .supportVectors, estimator: "SVR(C=100)", bar: 0.5),
    RegressorPeer(
      kind: .randomForest,
      estimator:
        "RandomForestRegressor(100, max_depth=20, max_features='sqrt', min_samples_leaf=4)",
      bar: 0.5),
    RegressorPeer(
      kind: .gradientBoosting, estimator: "GradientBoostingRegressor(max_depth=5)", bar: 0.5),
    RegressorPeer(
      kind: .gaussianProcess,
      estimator: "GaussianProcessRegressor(ConstantKernel() * RBF(10) + WhiteKernel())", bar: 1),
    RegressorPeer(
      kind: .perceptron,
      estimator:
        "MLPRegressor(hidden_layer_sizes=(64,), batch_size=32, tol=0, n_iter_no_change=1000)",
      bar: 1),
  ]

  func measure(_ size: Int) throws -> (ours: Double, peer: Double) {
    let people = 400
    let (columns, stream) = (95, RandomStream(key: 61, stream: 0))
    let ages = (0..<people).map { 20 + 60 * stream.uniform(UInt64($0)) }
    var values: [Double] = []
    for person in 0..<people {
      for repeated in 0..<size {
        for column in 0..<columns {
          let own = UInt64(person * columns + column)
          let noise = stream.normal(1 << 32 + own * 15 + UInt64(repeated))
          values.append(0.02 * ages[person] + stream.normal(1 << 20 + own) + 0.2 * noise)
        }
      }
    }
    let rows = (0..<people).map { person in (0..<size).map { person * size + $0 } }
    let data = RegressionData(
      features: Matrix(rows: people * size, columns: columns, values: values), covariates: nil,
      people: (0..<people).map { "p\($0)" }, rows: rows, chosen: rows, targets: ages)
    let task = RegressionTask(
      kind: kind, settings: RegressorSettings(), augmentation: .repeats, size: size)
    let cross = CrossValidation(
      task, data, strata: 1, splitSeed: 1, seed: 1,
      try Arithmetics.make(.ieee, seed: 1, threads: 1))
    var splits: [CrossValidation.Split] = []
    let own = try Timing.once {
      splits = try cross.run(.folds(10, repetitions: 1), threads: 2, progress: { _ in })
    }
    var folds = [Int](repeating: 0, count: people)
    for split in splits { for person in split.tested { folds[person] = split.fold } }
    return (own, try peer(values, ages, folds, size))
  }

  private func peer(
    _ values: [Double], _ ages: [Double], _ folds: [Int], _ size: Int
  ) throws -> Double {
    guard Repository.python != nil else {
      throw SkippedBenchmark("no test Python; 'make bench' sets it up")
    }
    let folder = try TemporaryFolder()
    let path = folder.path("data")
    let all = values + ages + folds.map(Double.init)
    try all.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
    let output = try Repository.run(
      python: """
        import sys, time, warnings
        warnings.simplefilter("ignore")
        import numpy as np
        from joblib import Parallel, delayed
        from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, RBF, WhiteKernel
        from sklearn.linear_model import Ridge
        from sklearn.neighbors import KNeighborsRegressor
        from sklearn.neural_network import MLPRegressor
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVR
        size = \(size)
        data = np.fromfile(sys.argv[1])
        x = data[:400 * size * 95].reshape(400 * size, 95)
        y = np.repeat(data[-800:-400], size); folds = np.repeat(data[-400:], size)
        def fold(x, y, folds, f):
            m = make_pipeline(StandardScaler(), \(estimator))
            return m.fit(x[folds != f], y[folds != f]).predict(x[folds == f])
        with Parallel(n_jobs=2) as parallel:
            # Workers start, and import, before the clock does.
            few = np.arange(0, len(x), max(1, len(x) // 200))
            parallel(delayed(fold)(x[few], y[few], folds[few], f) for f in (1, 2, 3, 4))
            start = time.perf_counter()
            parallel(delayed(fold)(x, y, folds, f) for f in range(1, 11))
            print(1000 * (time.perf_counter() - start))
        """, [path])
    guard let milliseconds = Double(output.split(whereSeparator: \.isWhitespace).last ?? "") else {
      throw BenchmarkError("Python printed '\(output)'")
    }
    return milliseconds
  }
}

private struct ResampledRegions {
  func measure() throws -> (ours: Double, peer: Double) {
    guard Repository.python != nil else {
      throw SkippedBenchmark("no test Python; 'make bench' sets it up")
    }
    let stream = RandomStream(key: 71, stream: 0)
    let rows = (0..<95).map { region -> [[Double]] in
      (0..<100).map { person -> [Double] in
        let start = (region * 100 + person) * 10
        return (start..<start + 10).map { stream.normal(UInt64($0)) }
      }
    }
    let own = Timing.once {
      let resampled = ResampledVariability(rows)
      _ = Bootstrap(draws: 10_000, stream: stream).intervals(0.95, units: 100) {
        resampled.ratios($0)
      }
    }
    let output = try Repository.run(
      python: """
        import time
        import numpy as np
        r = np.random.default_rng(1)
        x = r.normal(size=(95, 100, 10))
        start = time.perf_counter()
        ratios = np.empty((10000, 95))
        for draw in range(10000):
            s = x[:, r.integers(0, 100, 100)]
            within = s.var(axis=2, ddof=1).mean(axis=1)
            ratios[draw] = np.sqrt(within / s.var(axis=1, ddof=1).mean(axis=1))
        np.quantile(ratios, [0.025, 0.975], axis=0)
        print(1000 * (time.perf_counter() - start))
        """, [])
    guard let milliseconds = Double(output.split(whereSeparator: \.isWhitespace).last ?? "") else {
      throw BenchmarkError("Python printed '\(output)'")
    }
    return (own, milliseconds)
  }
}
