extension String {
  /// Whether the text is printable ASCII throughout, so that every byte of it is one character and takes
  /// one column of a terminal.
  public var isPlain: Bool {
    utf8.withContiguousStorageIfAvailable { bytes in
      for byte in bytes where byte < 0x20 || byte > 0x7E { return false }
      return true
    } ?? false
  }

  /// Characters of the text: `count`, without a walk over graphemes where each is a byte.
  public var width: Int { isPlain ? utf8.count : count }
}
