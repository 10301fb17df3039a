/// Recognises `bits[arithmetic=ieee, repeat=1]` written without quotes: the shell takes it apart at
/// its blanks, and its braces and commas too.
enum UnquotedSelection {
  /// What to do where the arguments of a call look like the parts of one.
  static func hint(_ arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() where depth(argument) > 0 {
      // The parts up to the one that closes the bracket.
      var whole = argument
      for part in arguments[(index + 1)...] {
        whole += " " + part
        if depth(whole) == 0 { return "the shell took a selection apart; quote it: '\(whole)'" }
      }
      return "'\(argument)' has no ']'; quote selections, as in 'name[axis=value]'"
    }
    // `a[x={p,q}]` becomes `a[x=p]` and `a[x=q]`.
    for (first, second) in zip(arguments, arguments.dropFirst()) {
      guard let bracket = first.firstIndex(of: "["), first != second,
        second.hasPrefix(first[...bracket])
      else { continue }
      return "the shell may have taken a selection apart at its braces; quote selections, as in "
        + "'name[axis=value]'"
    }
    return nil
  }

  private static func depth(_ text: String) -> Int {
    text.reduce(0) { $0 + ($1 == "[" ? 1 : $1 == "]" ? -1 : 0) }
  }
}
