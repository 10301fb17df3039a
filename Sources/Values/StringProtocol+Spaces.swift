extension StringProtocol {
  /// The text without spaces before and after it.
  public var withoutOuterSpaces: SubSequence {
    var text = drop { $0 == " " }
    while text.last == " " { text = text.dropLast() }
    return text
  }
}
