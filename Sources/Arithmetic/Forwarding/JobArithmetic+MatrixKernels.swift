internal import ArithmeticTypes

extension JobArithmetic {
  func matrixProduct(
    _ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool
  ) -> RealTensor {
    run(.matrixProduct, [a, b]) {
      $0.matrixProduct(a, b, transposeA: transposeA, transposeB: transposeB)
    }
  }
  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor? {
    run(.solve, [a, b]) { $0.solve(a, b) }
  }

  func cholesky(_ a: RealTensor) -> RealTensor? { run(.cholesky, [a]) { $0.cholesky(a) } }
  func solve(cholesky l: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.choleskySolve, [l, b]) { $0.solve(cholesky: l, b) }
  }
  func singularValues(_ a: RealTensor) -> (u: RealTensor, values: RealTensor, v: RealTensor)? {
    run(
      .singularValues, [a], { $0.singularValues(a) },
      tensors: { $0.map { [$0.u, $0.values, $0.v] } ?? [] })
  }
}
