/// What backends cover, in words.
enum Coverage {
  static var all: String {
    """
    + - * / square root, multiply-add, conversion from binary64 and the elementary functions, in \
    binary32 and binary64; comparisons and rounding to integers are left alone.
    """
  }
}
