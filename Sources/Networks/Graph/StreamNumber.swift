extension String {
  /// The number of the random stream of what has this name: FNV-1a over its bytes.
  public var streamNumber: UInt64 {
    utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
