internal import ArithmeticTypes

/// A backend whose rounding is a `Scheme`.
struct SchemeBackend: Backend {
  let specification: ArithmeticSpecification
  let rule32: SchemeRounding32
  let rule64: SchemeRounding64
  var session: Session

  init(_ specification: ArithmeticSpecification, _ scheme: Scheme, _ session: Session) {
    self.specification = specification
    self.rule32 = SchemeRounding32(scheme: scheme.with(specification))
    self.rule64 = SchemeRounding64(scheme: scheme.with(specification))
    self.session = session
  }
}

extension Scheme {
  /// The schemes of rules that choose between neighbours.
  init<Narrow: WideRounding, Wide: ErrorRounding>(_ narrow: Narrow, _ wide: Wide) {
    self.init(
      narrow: { narrow.round($0, $1) }, wide: { wide.scaledDecide($0, $1) })
  }
}
