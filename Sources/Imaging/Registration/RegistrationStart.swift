/// Where a registration begins.
public enum RegistrationStart: String, Sendable, CaseIterable {
  /// The two worlds as they are.
  case identity
  /// Centres of intensity brought together.
  case centres
  /// Both of these, and the second also turned by 20° and 40° either way about each axis: each is
  /// climbed a little way at the coarsest level and the best goes on.
  case search
  /// As `search`, and all of it also turned by 180° about each axis.
  case turns
  /// As `search`, and centres of intensity together in the other 23 orientations of the axes.
  case orientations

  /// The maps to begin with.
  ///
  /// - Parameter centre: the moving image's centre, millimetres.
  func candidates(_ identity: CentredTransform, _ centre: [Double]) -> [CentredTransform] {
    var centred = identity
    centred.shift = zip(centre, identity.centre).map(-)
    func turned(_ turn: [Double]) -> CentredTransform {
      var candidate = centred
      candidate.linear = turn
      return candidate
    }
    switch self {
    case .identity: return [identity]
    case .centres: return [centred]
    case .search: return [centred, identity] + Self.tilts.map(turned)
    case .turns:
      return Self.search.candidates(identity, centre)
        + Orientations.halfTurns.flatMap { half in
          [turned(half)] + Self.tilts.map { turned(product($0, half)) }
        }
    case .orientations:
      return Self.search.candidates(identity, centre)
        + Orientations.all.dropFirst().map(turned)
    }
  }

  /// Turns by 20° and 40° either way about each axis.
  private static let tilts: [[Double]] = {
    // Tangents of 10° and 20°, half of the angles.
    let halves = [
      0.17632698070846498, -0.17632698070846498, 0.36397023426620234, -0.36397023426620234,
    ]
    return (0..<3).flatMap { axis in
      halves.map { half in rotation((0..<3).map { $0 == axis ? half : 0 }) }
    }
  }()
}
