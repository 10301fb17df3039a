internal import CIntrinsics

/// What the process does with memory that arrays leave.
public enum FreedMemory {
  /// Keeps it, up to two gigabytes, for the next arrays.
  ///
  /// By default glibc gives large blocks back at once, and the system clears each page of the next one
  /// when it is first touched: a tenth of the time of a 3-D convolution. The peak grows little, as freed
  /// blocks are taken first: by a fiftieth where SynthMorph's network fills five gigabytes.
  public static func keep() { lastbit_keep_freed_memory() }
}
