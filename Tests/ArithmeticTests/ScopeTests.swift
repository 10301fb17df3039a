import Arithmetic
import Testing

private func scoped(_ options: [String: ArithmeticOption]) -> ArithmeticSpecification {
  scoped("random-rounding", options)
}

private func scoped(
  _ name: String, _ options: [String: ArithmeticOption]
) -> ArithmeticSpecification {
  ArithmeticSpecification(name: name, options: options)
}

/// Parts of a computation under an arithmetic and the rest under another.
@Suite struct ScopeTests {
  /// Inside, every bit is that of the whole computation under the arithmetic; outside, that of `ieee`.
  /// So a call's key does not depend on what is perturbed before it.
  @Test(arguments: KernelGroup.allCases, ["ieee", "openblas"])
  func callsInsideAreAsWithoutAScopeAndTheOthersAsOutside(_ group: KernelGroup, _ outside: String)
    throws
  {
    let everywhere = kernelResults(try arithmetic("stochastic-rounding"), .binary32)
    let nowhere = kernelResults(try arithmetic(outside), .binary32)
    let only = scoped(
      "stochastic-rounding", ["only": .text(group.rawValue), "outside": .text(outside)])
    let except = scoped(
      "stochastic-rounding", ["except": .list([group.rawValue]), "outside": .text(outside)])
    let inside = kernelResults(try Arithmetics.make(only, seed: 1, threads: 1), .binary32)
    let others = kernelResults(try Arithmetics.make(except, seed: 1, threads: 1), .binary32)
    let names = group.kernels.map { "\($0)" }
    for index in everywhere.indices {
      let kernel = String(everywhere[index].0.prefix { $0 != " " })
      let isInside = names.contains(kernel)
      #expect(inside[index].1 == (isInside ? everywhere : nowhere)[index].1, "\(kernel)")
      #expect(others[index].1 == (isInside ? nowhere : everywhere)[index].1, "\(kernel)")
    }
  }

  /// However many kernels there are, each is inside a scope that names it.
  @Test(arguments: ["only", "except"])
  func aScopeMayNameEveryKernel(_ option: String) throws {
    let names = Kernel.allCases.map(\.rawValue)
    #expect(names.count > 60)
    let specification = scoped(
      "stochastic-rounding",
      option == "only" ? ["only": .list(names)] : ["except": .list(["nowhere:elementwise"])])
    let everywhere = kernelResults(try arithmetic("stochastic-rounding"), .binary32)
    let named = kernelResults(try Arithmetics.make(specification, seed: 1, threads: 1), .binary32)
    for (found, expected) in zip(named, everywhere) { #expect(found.1 == expected.1, "\(found.0)") }
  }

  /// Sums of tenths in layers, by layer; each is exact but for rounding.
  private func layered(_ kernels: any Arithmetic) -> [String: RealTensor] {
    let a = RealTensor(.binary32, shape: [64], (1...64).map { 0.1 * Double($0) })
    let encode = kernels.layer("encode1")
    return [
      "": kernels.multiply(a, a), "encode1": encode.multiply(a, a),
      "encode1.conv0": encode.layer("conv0").multiply(a, a),
      "encode2.conv0": kernels.layer("encode2").layer("conv0").multiply(a, a),
    ]
  }

  @Test(arguments: [
    ("encode1", ["encode1", "encode1.conv0"]), ("encode1.", ["encode1"]),
    ("encode1.conv0", ["encode1.conv0"]), ("encode1.conv", []),
    ("*.conv0", ["encode1.conv0", "encode2.conv0"]),
    ("encode*", ["encode1", "encode1.conv0", "encode2.conv0"]),
    ("*", ["encode1", "encode1.conv0", "encode2.conv0"]), ("e*2", ["encode2.conv0"]), ("top", [""]),
    ("encode2:multiply", ["encode2.conv0"]), ("encode2:add", []), ("top:elementwise", [""]),
  ])
  func layersAreNamedByPath(_ name: String, _ inside: [String]) throws {
    let plain = layered(try arithmetic("ieee"))
    let noisy = layered(try arithmetic("random-rounding"))
    let kernels = try Arithmetics.make(scoped(["only": .list([name])]), seed: 1, threads: 1)
    for (layer, result) in layered(kernels) {
      #expect(result == (inside.contains(layer) ? noisy : plain)[layer], "\(layer)")
      #expect(plain[layer] != noisy[layer])
    }
    let perturbed = kernels.operations.kernels.filter { $0.value.perturbed > 0 }
    #expect(Set(perturbed.keys.map(\.layer)) == Set(inside))
  }

  @Test func onlyAndExceptTogether() throws {
    let scope = scoped(["only": .list(["encode1"]), "except": .list(["*.conv0"])])
    let kernels = try Arithmetics.make(scope, seed: 1, threads: 1)
    _ = layered(kernels)
    let perturbed = kernels.operations.kernels.filter { $0.value.perturbed > 0 }
    #expect(perturbed.keys.map(\.description) == ["encode1:multiply"])
  }

  @Test func forksKeepScopeAndLayer() throws {
    let a = RealTensor(.binary32, shape: [64], (1...64).map { 0.1 * Double($0) })
    let whole = try arithmetic("random-rounding").layer("inner").fork(3)
    let part = try Arithmetics.make(scoped(["only": .text("inner")]), seed: 1, threads: 1)
    #expect(part.layer("inner").fork(3).multiply(a, a) == whole.multiply(a, a))
    #expect(part.fork(3).multiply(a, a) != whole.multiply(a, a))
  }

  @Test(
    arguments: [
      (["only": .list([])], "only", nil, "'only' names nothing"),
      (["only": .integer(3)], "only", nil, "a list of kernels, groups and layers, not '3'"),
      (
        ["only": .list(["sum", "a b"])], "only", "a b",
        "'a b' is no kernel, no group, and cannot be"
      ),
      (
        ["only": .text("encode1:matmull")], "only", "encode1:matmull",
        "no kernel or group 'matmull'"
      ),
      (["only": .text("a..b")], "only", "a..b", "cannot be a layer"),
      (
        ["only": .list(["sum"]), "except": .list(["sum"])], "except", "sum",
        "under 'only' and under"
      ),
      (["only": .list(["sum"]), "except": .list(["reduction"])], "except", nil, "nothing is left"),
      (["except": .list([])], "except", nil, "no call lies outside"),
      (["outside": .text("openblas")], "outside", nil, "no call lies outside"),
      (["only": .text("sum"), "outside": .text("mca")], "outside", nil, "is ieee or openblas"),
      (["exept": .text("sum")], "exept", nil, "has no option 'exept'"),
    ] as [([String: ArithmeticOption], String, String?, String)])
  func wrongScopesAreNamed(
    _ options: [String: ArithmeticOption], _ option: String, _ item: String?, _ message: String
  ) {
    let error = #expect(throws: ArithmeticError.self) {
      try Arithmetics.resolve(scoped(options))
    }
    #expect(error?.option == option && error?.item == item)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    if item == "encode1:matmull" { #expect(error?.candidates == ["matmul"]) }
    if option == "exept" { #expect(error?.candidates == ["except"]) }
  }

  @Test(arguments: ["ieee", "float64"])
  func whatPerturbsNothingTakesNoScope(_ name: String) {
    let error = #expect(throws: ArithmeticError.self) {
      try Arithmetics.resolve(scoped(name, ["only": .text("sum")]))
    }
    #expect(error?.option == "only" && error?.message.contains("takes no scope") == true)
  }

  @Test func theScopeIsPartOfTheIdentity() throws {
    func identity(_ options: [String: ArithmeticOption]) throws -> String {
      Arithmetics.identity(try Arithmetics.resolve(scoped(options)))
    }
    let resolved = try Arithmetics.resolve(scoped(["only": .list(["sum", "dot", "sum"])]))
    #expect(
      resolved.label == "random-rounding{multiply-add=separate,only=[dot,sum],probability=1.0}")
    #expect(try Arithmetics.resolve(resolved) == resolved)
    let pooling = ArithmeticOption.list(["average-pool", "max-pool", "pool", "unpool"])
    #expect(try identity(["only": .text("pooling")]) == identity(["only": pooling]))
    let all = [
      try identity([:]), try identity(["only": .text("sum")]),
      try identity(["except": .text("sum")]),
      try identity(["only": .text("level1:sum")]), try identity(["only": .text("level1")]),
      try identity(["only": .text("sum"), "outside": .text("openblas")]),
    ]
    #expect(Set(all).count == all.count)
    #expect(all[5].contains("OpenBLAS "))
    #expect(!Arithmetics.isDeterministic(resolved))
    #expect(Arithmetics.isDeterministic(scoped("upward", ["only": .text("sum")])))
  }
}
