/// XGBoost of Chen and Guestrin (2016), KDD, loaded when it is first needed.
struct XGBoost: Sendable {
  typealias Handle = UnsafeMutableRawPointer
  private typealias LastError = @convention(c) () -> UnsafePointer<CChar>?
  private typealias Version =
    @convention(c) (
      UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
    ) -> Void
  private typealias MakeMatrix =
    @convention(c) (
      UnsafePointer<Float>?, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>
    ) -> Int32
  private typealias SetFloats =
    @convention(c) (Handle, UnsafePointer<CChar>, UnsafePointer<Float>?, UInt64) -> Int32
  private typealias Free = @convention(c) (Handle) -> Int32
  private typealias MakeBooster =
    @convention(c) (UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>) -> Int32
  private typealias SetOption =
    @convention(c) (Handle, UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  private typealias Update = @convention(c) (Handle, Int32, Handle) -> Int32
  private typealias Predict =
    @convention(c) (
      Handle, Handle, Int32, UInt32, Int32, UnsafeMutablePointer<UInt64>,
      UnsafeMutablePointer<UnsafePointer<Float>?>
    ) -> Int32
  private typealias Save =
    @convention(c) (
      Handle, UnsafePointer<CChar>, UnsafeMutablePointer<UInt64>,
      UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) -> Int32
  private typealias Load = @convention(c) (Handle, UnsafeRawPointer, UInt64) -> Int32

  private let lastError: LastError
  private let makeMatrix: MakeMatrix
  private let setFloats: SetFloats
  private let freeMatrix: Free
  private let makeBooster: MakeBooster
  private let freeBooster: Free
  private let setOption: SetOption
  private let update: Update
  private let predict: Predict
  private let save: Save
  private let load: Load
  /// `1.7.4`.
  let version: String

  static let shared: Result<XGBoost, RegressionError> = {
    do throws(RegressionError) { return .success(try XGBoost()) } catch { return .failure(error) }
  }()

  private init() throws(RegressionError) {
    let library = try LoadedLibrary(
      "XGBoost", variable: "LASTBIT_XGBOOST",
      names: ["libxgboost.so", "libxgboost.so.0", "libxgboost.dylib"],
      advice:
        "install it (Debian: apt-get install libxgboost0; Python: xgboost/lib/libxgboost.so of "
        + "the package xgboost)")
    lastError = unsafeBitCast(try library.symbol("XGBGetLastError"), to: LastError.self)
    makeMatrix = unsafeBitCast(try library.symbol("XGDMatrixCreateFromMat"), to: MakeMatrix.self)
    setFloats = unsafeBitCast(try library.symbol("XGDMatrixSetFloatInfo"), to: SetFloats.self)
    freeMatrix = unsafeBitCast(try library.symbol("XGDMatrixFree"), to: Free.self)
    makeBooster = unsafeBitCast(try library.symbol("XGBoosterCreate"), to: MakeBooster.self)
    freeBooster = unsafeBitCast(try library.symbol("XGBoosterFree"), to: Free.self)
    setOption = unsafeBitCast(try library.symbol("XGBoosterSetParam"), to: SetOption.self)
    update = unsafeBitCast(try library.symbol("XGBoosterUpdateOneIter"), to: Update.self)
    predict = unsafeBitCast(try library.symbol("XGBoosterPredict"), to: Predict.self)
    save = unsafeBitCast(try library.symbol("XGBoosterSaveModelToBuffer"), to: Save.self)
    load = unsafeBitCast(try library.symbol("XGBoosterLoadModelFromBuffer"), to: Load.self)
    let ask = unsafeBitCast(try library.symbol("XGBoostVersion"), to: Version.self)
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    ask(&major, &minor, &patch)
    version = "\(major).\(minor).\(patch)"
  }

  private func require(_ status: Int32) throws(RegressionError) {
    guard status != 0 else { return }
    let message = lastError().map { String(cString: $0) } ?? "no reason"
    let line = message.split(separator: "\n").first.map(String.init) ?? message
    throw RegressionError("XGBoost refuses: \(line)")
  }

  private func matrix(
    _ features: Matrix, _ targets: [Double]?
  ) throws(RegressionError) -> Handle {
    var handle: Handle?
    try require(
      makeMatrix(
        features.values.map(Float.init), UInt64(features.rows), UInt64(features.columns), .nan,
        &handle))
    guard let handle else { throw RegressionError("XGBoost made no matrix") }
    if let targets {
      try require(setFloats(handle, "label", targets.map(Float.init), UInt64(targets.count)))
    }
    return handle
  }

  private func booster(
    _ options: [(String, String)], _ data: Handle?
  ) throws(RegressionError) -> Handle {
    var handle: Handle?
    var matrices = [data]
    try require(makeBooster(&matrices, data == nil ? 0 : 1, &handle))
    guard let handle else { throw RegressionError("XGBoost made no model") }
    for (name, value) in [("nthread", "1"), ("verbosity", "0")] + options {
      try require(setOption(handle, name, value))
    }
    return handle
  }

  /// A model in the library's own format.
  func train(
    _ features: Matrix, _ targets: [Double], rounds: Int, _ options: [(String, String)]
  ) throws(RegressionError) -> [UInt8] {
    let data = try matrix(features, targets)
    defer { _ = freeMatrix(data) }
    let model = try booster(options, data)
    defer { _ = freeBooster(model) }
    for round in 0..<rounds { try require(update(model, Int32(round), data)) }
    var (length, bytes): (UInt64, UnsafePointer<CChar>?) = (0, nil)
    try require(save(model, "{\"format\": \"ubj\"}", &length, &bytes))
    return UnsafeBufferPointer(start: bytes, count: Int(length)).map { UInt8(bitPattern: $0) }
  }

  func predictions(_ model: [UInt8], _ features: Matrix) throws(RegressionError) -> [Double] {
    guard features.rows > 0 else { return [] }
    let data = try matrix(features, nil)
    defer { _ = freeMatrix(data) }
    let own = try booster([], nil)
    defer { _ = freeBooster(own) }
    try require(load(own, model, UInt64(model.count)))
    try require(setOption(own, "nthread", "1"))
    var (length, numbers): (UInt64, UnsafePointer<Float>?) = (0, nil)
    try require(predict(own, data, 0, 0, 0, &length, &numbers))
    return UnsafeBufferPointer(start: numbers, count: Int(length)).map(Double.init)
  }
}
