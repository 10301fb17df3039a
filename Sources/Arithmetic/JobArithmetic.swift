internal import ArithmeticTypes

/// What a job computes with: one backend inside its scope and another outside, on one numbering of
/// calls, counted by kernel and layer and watched for NaN and infinities.
///
/// The kernels are forwarded family by family, in `Forwarding`.
struct JobArithmetic: Arithmetic {
  /// The backends with their options, to make them again for forks.
  struct Backends: Sendable {
    var specification: ArithmeticSpecification
    var inside: @Sendable (Session) -> any Arithmetic
    var outside: @Sendable (Session) -> any Arithmetic
    /// `nil` where everything is inside.
    var scope: KernelScope?
    /// Told every call, for tests.
    var observer: (@Sendable (ObservedCall) -> Void)?
  }

  private let backends: Backends
  private let session: Session
  private let inside: any Arithmetic
  private let outside: any Arithmetic
  private let path: String
  /// The kernels that run outside here.
  private let outsideKernels: Set<Kernel>

  init(_ backends: Backends, _ session: Session) {
    let inside = backends.inside(session)
    let outside = backends.scope == nil ? inside : backends.outside(session)
    self.init(backends, session, inside, outside, path: "")
  }

  private init(
    _ backends: Backends, _ session: Session, _ inside: any Arithmetic, _ outside: any Arithmetic,
    path: String
  ) {
    (self.backends, self.session, self.inside, self.outside, self.path) =
      (backends, session, inside, outside, path)
    outsideKernels =
      backends.scope.map { scope in
        Set(Kernel.allCases.filter { !scope.includes(KernelPlace($0, in: path)) })
      } ?? []
  }

  var specification: ArithmeticSpecification { backends.specification }
  var format: RealFormat { inside.format }
  var operations: OperationCounts { session.operations }
  var threads: Int { session.threads }
  /// Only where no call of several may belong to another backend.
  var mergesPasses: Bool { backends.scope == nil && inside.mergesPasses }

  func fork(_ index: Int) -> any Arithmetic {
    let session = session.fork(index)
    let inside = backends.inside(session)
    let outside = backends.scope == nil ? inside : backends.outside(session)
    return JobArithmetic(backends, session, inside, outside, path: path)
  }

  func layer(_ name: String) -> any Arithmetic {
    JobArithmetic(
      backends, session, inside, outside, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// Notes kernels that the next call does the work of.
  func noteMerged(_ kernels: [Kernel]) {
    for kernel in kernels { session.noteMerged(KernelPlace(kernel, in: path)) }
  }

  // MARK: One kernel call

  /// Runs `body` under the backend that the call belongs to.
  ///
  /// - Parameters:
  ///   - inputs: all numbers that the kernel is given; looked at only where a result is not finite.
  ///   - tensors: the tensors in a result.
  @inline(__always)
  private func call<Result>(
    _ kernel: Kernel, _ inputs: () -> [RealTensor], _ body: (any Arithmetic) -> Result,
    _ tensors: (Result) -> [RealTensor]
  ) -> Result {
    let call = session.begin(KernelPlace(kernel, in: path))
    let result = body(outsideKernels.contains(kernel) ? outside : inside)
    let outputs = tensors(result)
    if let observer = backends.observer {
      observer(
        ObservedCall(place: KernelPlace(kernel, in: path), inputs: inputs(), outputs: outputs))
    }
    if outputs.contains(where: { $0.hasNonFinite }) { note(outputs, of: call, inputs()) }
    return result
  }

  private func note(_ outputs: [RealTensor], of call: KernelCall, _ inputs: [RealTensor]) {
    let counts = outputs.map(\.nonFinite)
    session.note(
      nan: counts.reduce(0) { $0 + $1.nan }, infinite: counts.reduce(0) { $0 + $1.infinite },
      of: call, fromFinite: !inputs.contains { $0.hasNonFinite })
  }

  /// - Parameter tensors: the tensors in a result.
  func run<Result>(
    _ kernel: Kernel, _ inputs: @autoclosure () -> [RealTensor],
    _ body: (any Arithmetic) -> Result, tensors: (Result) -> [RealTensor]
  ) -> Result {
    call(kernel, inputs, body, tensors)
  }

  func run(
    _ kernel: Kernel, _ inputs: @autoclosure () -> [RealTensor],
    _ body: (any Arithmetic) -> RealTensor
  ) -> RealTensor {
    call(kernel, inputs, body) { [$0] }
  }

  func run(
    _ kernel: Kernel, _ inputs: @autoclosure () -> [RealTensor],
    _ body: (any Arithmetic) -> RealTensor?
  ) -> RealTensor? {
    call(kernel, inputs, body) { $0.map { [$0] } ?? [] }
  }

  func run(
    _ kernel: Kernel, _ inputs: @autoclosure () -> [RealTensor], _ body: (any Arithmetic) -> Double
  ) -> Double {
    call(kernel, inputs, body) { [.number($0)] }
  }

  func run(
    _ kernel: Kernel, _ inputs: @autoclosure () -> [RealTensor],
    _ body: (any Arithmetic) -> (values: RealTensor, gradients: RealTensor)
  ) -> (values: RealTensor, gradients: RealTensor) {
    call(kernel, inputs, body) { [$0.values, $0.gradients] }
  }
}

/// What a kernel was given and what it made: tensors and scalars.
package struct ObservedCall: Sendable {
  package var place: KernelPlace
  package var inputs: [RealTensor]
  package var outputs: [RealTensor]
}

extension RealTensor {
  /// A scalar that a kernel is given or returns.
  static func number(_ value: Double) -> RealTensor {
    .binary64(Tensor(shape: [], values: [value]))
  }
}
