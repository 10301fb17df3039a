/// First in, first out.
///
/// An element is moved a bounded number of times, however many there are; `Array.removeFirst` would move
/// all that follow for each.
struct Queue<Element> {
  private var elements: [Element] = []
  /// Those before it have left.
  private var start = 0

  var isEmpty: Bool { start == elements.count }
  var first: Element? { isEmpty ? nil : elements[start] }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard let first else { return nil }
    start += 1
    if 2 * start >= elements.count {
      elements.removeFirst(start)
      start = 0
    }
    return first
  }
}

extension Queue: Sendable where Element: Sendable {}
