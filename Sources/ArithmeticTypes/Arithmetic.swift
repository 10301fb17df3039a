/// Kernels under one arithmetic, for one job.
///
/// All floating-point work on data goes through kernels, one protocol for each family of them, so that
/// every stage runs under every arithmetic. One dynamic call enters a kernel specialised for its
/// backend.
///
/// An instance carries the job's seed and counts its kernel calls: the random bits of an operation
/// depend on (seed, kernel call, element, operation) and nothing else, so results are the same for
/// any number of threads, tile size and vector width. Calls on one instance must come one after
/// another; concurrent work takes one `fork` each.
///
/// Scalars come as `Double` and are rounded to nearest into the operand's format before use.
/// Shapes or formats that do not fit are programmers' errors and trap.
public protocol Arithmetic:
  ElementwiseKernels, ReductionKernels, MatrixKernels, ConvolutionKernels, SpaceKernels,
  NetworkKernels
{
  /// Backend and options, defaults filled in.
  var specification: ArithmeticSpecification { get }
  /// The format that stages work in: binary64 for `float64`, binary32 for the others.
  var format: RealFormat { get }
  /// What kernels did so far, layers and forks included.
  var operations: OperationCounts { get }
  /// Threads that a kernel may use; results do not depend on it.
  var threads: Int { get }
  /// Whether kernels that work through one another's results may do so in one pass over memory: where
  /// all round to nearest and none draws random bits.
  var mergesPasses: Bool { get }
  /// An instance with a random stream of its own, for work that runs beside other work.
  func fork(_ index: Int) -> any Arithmetic
  /// The same instance inside a named part of the work: a layer of a network, a level of a
  /// pyramid, …
  ///
  /// Scopes, counts and messages name kernels by layer; layers nest, `encode1.conv0`. Calls go on
  /// with this instance's numbering, so layers change no bits.
  ///
  /// - Parameter name: letters, digits, `_` and `-`, beginning with a letter; no kernel's, no
  ///   group's, and not `top`.
  func layer(_ name: String) -> any Arithmetic
}
