import Arithmetic
import Testing

/// Backends by name: what is accepted, and what is said about what is not.
@Suite struct ArithmeticsTests {
  private func failure(_ specification: ArithmeticSpecification) -> ArithmeticError? {
    do {
      _ = try Arithmetics.resolve(specification)
      return nil
    } catch { return error }
  }

  @Test func aMisspeltNameGetsASuggestion() throws {
    let error = try #require(failure(ArithmeticSpecification(name: "random-roundign")))
    #expect(error.option == nil && error.candidates == ["random-rounding"])
    #expect(error.message.hasPrefix("there is no arithmetic 'random-roundign'; there are ieee, "))
    let far = try #require(failure(ArithmeticSpecification(name: "zzz")))
    #expect(far.candidates.isEmpty)
  }

  @Test func anUnknownOptionIsNamed() throws {
    let error = try #require(
      failure(ArithmeticSpecification(name: "ieee", options: ["precision": .integer(3)])))
    #expect(error.option == "precision")
    #expect(error.message.contains("has no option 'precision'"))
  }

  @Test(arguments: allBackends) func defaultsResolveToThemselves(_ name: String) throws {
    let resolved = try Arithmetics.resolve(ArithmeticSpecification(name: name))
    #expect(try Arithmetics.resolve(resolved) == resolved)
    let kernels = try arithmetic(name)
    #expect(kernels.specification == resolved)
    #expect(kernels.format == (name == "float64" ? .binary64 : .binary32))
    #expect(Arithmetics.identity(resolved).hasPrefix(resolved.label))
  }

  @Test func onlyRandomBackendsDependOnTheSeed() throws {
    #expect(Arithmetics.isDeterministic(.ieee))
    #expect(randomBackends.contains("random-rounding"))
    #expect(!Arithmetics.isDeterministic(ArithmeticSpecification(name: "stochastic-rounding")))
  }

  @Test func identityOfOpenBLASNamesLibraryAndCore() {
    let identity = Arithmetics.identity(ArithmeticSpecification(name: "openblas"))
    #expect(identity.contains("OpenBLAS ") && identity.contains(" core "))
  }

  @Test func namesAreUniqueAndDocumented() {
    #expect(Set(allBackends).count == allBackends.count)
    for backend in Arithmetics.backends {
      #expect(!backend.summary.isEmpty && !backend.definition.isEmpty && !backend.coverage.isEmpty)
      for option in backend.options { #expect(!option.documentation.isEmpty) }
    }
  }
}
