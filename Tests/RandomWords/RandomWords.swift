import Arithmetic
import ArithmeticTypes
import Glibc
import StandardKernels

/// Writes random words to standard output, as kernels consume them, until nobody reads: what a
/// statistical battery tests. `make battery` runs it.
///
/// Usage: RandomWords ORDER SEED
@main
enum RandomWords {
  /// Which word follows which: the same words, taken along each index that their counter has.
  enum Order: String, CaseIterable {
    /// All elements of a kernel call at one operation, then at the next: vectors.
    case elements
    /// All operations of one element, then of the next: contractions.
    case steps
    /// The first words of all places of an element-wise kernel call, then of the next call.
    case places
    /// The first words of successive kernel calls of one job.
    case calls
    /// The first words of jobs with successive seeds, from the given one on.
    case seeds
  }

  /// Elements and operations of one kernel call: a row of outputs of a 3 × 3 convolution over 64
  /// channels, as its multiply-adds draw them.
  private static let elements: UInt64 = 4096
  private static let steps: UInt64 = 576

  /// Places of an element-wise kernel call: a slice of 256 × 256 in 16 channels.
  private static let places: UInt64 = 1 << 20

  private static let kernels: any KernelSet = Arithmetics.cpu.kernels

  static func main() {
    if let problem = StandardKernels.handIn() {
      print(problem)
      exit(1)
    }
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let order = Order(rawValue: arguments[1]),
      let first = UInt64(arguments[2])
    else {
      let orders = Order.allCases.map(\.rawValue).joined(separator: "|")
      print("usage: RandomWords \(orders) SEED, into a program that reads 64-bit words")
      exit(2)
    }
    var output = WordWriter()
    let session = Session(seed: first, threads: 1)
    for seed in first... {
      switch order {
      case .elements:
        let key = session.nextCall()
        for step in 0..<steps {
          for element in 0..<elements { output.write(word(key, element, step)) }
        }
      case .steps:
        let key = session.nextCall()
        for element in 0..<elements {
          for step in 0..<steps { output.write(word(key, element, step)) }
        }
      case .places:
        let key = session.nextCall()
        for place in 0..<places { output.write(kernels.randomWord(key, place: place)) }
      case .calls: writeFirst(of: session.nextCall(), to: &output)
      case .seeds: writeFirst(of: Session(seed: seed, threads: 1).nextCall(), to: &output)
      }
    }
  }

  /// Two operations of two elements: both halves of two blocks.
  private static func writeFirst(of key: CallKey, to output: inout WordWriter) {
    for element in 0..<2 as Range<UInt64> {
      for step in 0..<2 as Range<UInt64> { output.write(word(key, element, step)) }
    }
  }

  private static func word(_ key: CallKey, _ element: UInt64, _ step: UInt64) -> UInt64 {
    kernels.randomWord(key, element: element, index: step)
  }
}

/// Words to standard output, little-endian, many at a time.
private struct WordWriter {
  private var words: [UInt64] = []

  mutating func write(_ word: UInt64) {
    words.append(word.littleEndian)
    guard words.count == 8192 else { return }
    words.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
        // Whoever reads has had enough.
        guard count > 0 else { exit(0) }
        start += count
      }
    }
    words.removeAll(keepingCapacity: true)
  }
}
