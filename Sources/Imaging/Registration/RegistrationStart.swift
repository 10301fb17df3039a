/// Where a registration begins.
public enum RegistrationStart: String, Sendable, CaseIterable {
  /// The two worlds as they are.
  case identity
  /// Centres of intensity brought together.
  case centres
  /// Both of these, and the second also turned by 20° and 40° either way about each axis: each is
  /// climbed a little way at the coarsest level and the best goes on.
  case search

  /// The maps to begin with.
  ///
  /// - Parameter centre: the moving image's centre, millimetres.
  func candidates(_ identity: CentredTransform, _ centre: [Double]) -> [CentredTransform] {
    var centred = identity
    centred.shift = zip(centre, identity.centre).map(-)
    switch self {
    case .identity: return [identity]
    case .centres: return [centred]
    case .search:
      // Tangents of 10° and 20°, half of the angles.
      let halves = [
        0.17632698070846498, -0.17632698070846498, 0.36397023426620234, -0.36397023426620234,
      ]
      let turned = (0..<3).flatMap { axis in
        halves.map { half in
          var candidate = centred
          candidate.linear = rotation((0..<3).map { $0 == axis ? half : 0 })
          return candidate
        }
      }
      return [centred, identity] + turned
    }
  }
}
