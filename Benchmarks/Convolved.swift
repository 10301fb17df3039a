import Arithmetic

/// A convolution of images with as many channels as filters, padded to their size.
struct Convolved {
  var channels: Int
  var kernel: [Int]
  var size: [Int]
  var format = RealFormat.binary32

  enum Pass: String {
    case forward = ""
    case imageGradient = ", gradient of the images"
    case filterGradient = ", gradient of the filters"
  }

  /// Multiply-adds.
  var work: Double { Double((size + kernel).reduce(channels * channels, *)) }

  func benchmark(_ pass: Pass = .forward, peak fraction: Double) -> Benchmark {
    let shape = "\(size.map(String.init).joined(separator: "×"))"
    let taps = "\(kernel.map(String.init).joined(separator: "×"))"
    return Benchmark(
      name: "ieee convolution \(taps), \(channels) channels at \(shape)\(pass.rawValue) (peak)",
      bar: .timesPeer(1 / fraction)
    ) { (try time(.ieee, pass), Peak.milliseconds(multiplyAdds: work)) }
  }

  /// Milliseconds of one thread's processor time, the least of several runs.
  func time(_ specification: ArithmeticSpecification, _ pass: Pass = .forward) throws -> Double {
    time(try Arithmetics.make(specification, seed: 1, threads: 1), pass)
  }

  func time(_ kernels: any Arithmetic, _ pass: Pass = .forward) -> Double {
    let images = Operand.random([1, channels] + size, format)
    let filters = Operand.random([channels, channels] + kernel, format)
    let geometry = ConvolutionGeometry(same: kernel)
    return Timing.leastProcessorTime {
      switch pass {
      case .forward: _ = kernels.convolve(images, filters, bias: nil, geometry)
      case .imageGradient:
        // Outputs are as large as images.
        _ = kernels.convolutionImageGradient(images, filters, sizes: size, geometry)
      case .filterGradient:
        _ = kernels.convolutionFilterGradient(images, images, kernel: kernel, geometry)
      }
    }
  }
}

/// Random operands of kernels.
enum Operand {
  static func random(_ shape: [Int], _ format: RealFormat = .binary32) -> RealTensor {
    let stream = RandomStream(key: 1, stream: 0)
    let values = (0..<shape.reduce(1, *)).map { stream.uniform(UInt64($0)) - 0.5 }
    switch format {
    case .binary32: return .binary32(Tensor(shape: shape, values: values.map(Float.init)))
    case .binary64: return .binary64(Tensor(shape: shape, values: values))
    }
  }
}
