internal import ArithmeticTypes
internal import CIntrinsics

/// The streams that the places of an element-wise kernel share: a stream's base costs more than its
/// words, and a place takes few.
///
/// Of each 1024 places, those sixteen apart draw from one stream: place i from the words of element
/// 16 ⌊i / 1024⌋ + i mod 16, 32 words for each of the 64 places in turn.
enum PlaceStreams {
  @inline(__always) static var places: Int { 1024 }
  @inline(__always) static var lanes: Int { 16 }
  /// Words of a place: more than any operation takes, the three steps of `transform` included.
  @inline(__always) static var words: Int { 32 }

  @inline(__always)
  static func element(_ place: Int) -> Int { place / places * lanes + place % lanes }

  @inline(__always)
  static func firstWord(_ place: Int) -> Int { place % places / lanes * words }
}

extension RandomBits {
  /// The bits of a place of an element-wise kernel.
  @inline(__always)
  init(_ key: CallKey, place: Int) {
    self.init(key, element: PlaceStreams.element(place))
    skip(PlaceStreams.firstWord(place) * Self.roundingsOfAWord)
  }
}

/// Where the places of an element-wise operation draw their bits.
struct ElementStreams {
  let key: CallKey
  /// The element that place 0 draws the bits of, even, where every place has a stream of its own;
  /// `nil` where they share streams.
  var firstElement: Int?
  /// Roundings that the streams have served before.
  var skipped = 0

  /// A vector loop's places start at a multiple of it.
  @inline(__always)
  var alignment: Int { firstElement == nil ? PlaceStreams.lanes : 2 }

  @inline(__always)
  func bits<Bits: RandomBits>(_ place: Int) -> Bits {
    var bits =
      firstElement.map { Bits(key, element: $0 + place) } ?? Bits(key, place: place)
    bits.skip(skipped)
    return bits
  }
}

/// A word for each of sixteen places, then for the next sixteen.
struct SixteenWords {
  private let keys: LaneKeys
  private let firstElement: Int?
  private let skipped: lastbit_u64x8
  private let growth: lastbit_u64x8
  private let order: WordOrder
  private var place: Int
  private var counters: WordPair

  /// - Parameters:
  ///   - place: the first one; a multiple of the streams' alignment.
  ///   - words: how many words of each place were used before.
  @inline(__always)
  init(_ streams: ElementStreams, from place: Int, after words: Int, _ order: WordOrder) {
    keys = LaneKeys(streams.key)
    firstElement = streams.firstElement
    skipped = keys.growth(words)
    growth = keys.growth(PlaceStreams.words)
    self.order = order
    self.place = place
    counters = (skipped, skipped)
    // `next` does it where a block begins.
    if firstElement == nil, place % PlaceStreams.places != 0 { startBlock() }
  }

  @inline(__always)
  mutating func next() -> WordPair {
    if let firstElement {
      defer { place += 16 }
      let counters = keys.counters(ofSixteen: firstElement + place, order)
      return keys.words(counters, after: skipped)
    }
    if place % PlaceStreams.places == 0 { startBlock() }
    let words = (keys.words(counters.0), keys.words(counters.1))
    grow(by: growth)
    place += 16
    return words
  }

  @inline(__always)
  private mutating func startBlock() {
    counters = keys.counters(ofSixteen: PlaceStreams.element(place), order)
    grow(by: lastbit_add_u64x8(skipped, keys.growth(PlaceStreams.firstWord(place))))
  }

  @inline(__always)
  private mutating func grow(by growth: lastbit_u64x8) {
    counters.0 = lastbit_add_u64x8(counters.0, growth)
    counters.1 = lastbit_add_u64x8(counters.1, growth)
  }
}
