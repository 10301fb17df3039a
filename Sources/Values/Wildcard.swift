/// A pattern for names, in which `*` stands for any text, also none.
public struct Wildcard: Sendable {
  private enum Token: Sendable, Equatable {
    case star, any
    case character(Unicode.Scalar)
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func matches(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .star: false
      case .any: true
      case .character(let own): own == scalar
      case .set(let ranges, let isNegated):
        ranges.contains { $0.contains(scalar) } != isNegated
      }
    }
  }

  private let tokens: [Token]

  /// `*` alone has a meaning; every other character stands for itself.
  public init(_ pattern: some StringProtocol) {
    tokens = pattern.unicodeScalars.map { $0 == "*" ? .star : .character($0) }
  }

  /// As shells have it: `?` stands for one character, and `[a-z0]` for one of a set, `[!a]` and `[^a]`
  /// for one of none; a set of one character is that character itself, and a `[` that nothing closes too.
  public init(glob pattern: some StringProtocol) {
    let pattern = Array(pattern.unicodeScalars)
    var tokens: [Token] = []
    var index = 0
    while index < pattern.count {
      switch pattern[index] {
      case "*": tokens.append(.star)
      case "?": tokens.append(.any)
      case "[":
        guard let end = pattern[(index + 1)...].firstIndex(of: "]"), end > index + 1 else {
          tokens.append(.character("["))
          break
        }
        tokens.append(Self.set(pattern[(index + 1)..<end]))
        index = end
      default: tokens.append(.character(pattern[index]))
      }
      index += 1
    }
    self.tokens = tokens
  }

  /// A set such as `a-z0`.
  private static func set(_ members: ArraySlice<Unicode.Scalar>) -> Token {
    var members = members
    guard let first = members.first, members.count > 1 else {
      return members.first.map(Token.character) ?? .any
    }
    let isNegated = first == "!" || first == "^"
    if isNegated { members = members.dropFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var index = members.startIndex
    while index < members.endIndex {
      if index + 2 < members.endIndex, members[index + 1] == "-" {
        // The wrong way round, it holds nothing.
        if members[index] <= members[index + 2] {
          ranges.append(members[index]...members[index + 2])
        }
        index += 3
      } else {
        ranges.append(members[index]...members[index])
        index += 1
      }
    }
    return .set(ranges, isNegated: isNegated)
  }

  /// The one name that it matches; `nil` where a wildcard is in it.
  public var literal: String? {
    var name = String.UnicodeScalarView()
    for token in tokens {
      guard case .character(let scalar) = token else { return nil }
      name.append(scalar)
    }
    return String(name)
  }

  /// How many `*` there are.
  public var starCount: Int { tokens.count { $0 == .star } }

  /// Whether two `*` stand side by side.
  public var hasDoubleStar: Bool {
    zip(tokens, tokens.dropFirst()).contains { $0 == .star && $1 == .star }
  }

  public func matches(_ name: some StringProtocol) -> Bool { captures(in: name) != nil }

  /// What the `*`s stand for in `name`, or `nil` where it does not match.
  ///
  /// Every `*` but the last takes as little as it can, which finds a match whenever there is one, in
  /// time proportional to the product of both lengths.
  public func captures(in name: some StringProtocol) -> [String]? {
    let name = Array(name.unicodeScalars)
    var (t, n) = (0, 0)
    var stars: [(token: Int, start: Int, end: Int)] = []
    while n < name.count || t < tokens.count {
      if t < tokens.count, tokens[t] == .star {
        stars.append((t, n, n))
        t += 1
      } else if t < tokens.count, n < name.count, tokens[t].matches(name[n]) {
        (t, n) = (t + 1, n + 1)
      } else if let last = stars.last, last.end < name.count {
        // Give the last star one more character and try again behind it.
        stars[stars.count - 1].end += 1
        (t, n) = (last.token + 1, last.end + 1)
      } else {
        return nil
      }
    }
    return stars.map { star in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: name[star.start..<star.end])
      return String(text)
    }
  }
}
