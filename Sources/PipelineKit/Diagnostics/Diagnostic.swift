/// A place in a manifest, counted from one as editors do.
public struct Mark: Hashable, Sendable {
  public var file: String
  public var line: Int
  /// In Unicode scalars.
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// Something wrong with a manifest or a call, said to the person at the terminal.
public struct Diagnostic: Error, Sendable, Equatable {
  public enum Severity: String, Sendable { case error, warning, note }

  public var severity: Severity
  public var mark: Mark?
  /// What is wrong, in lower case, without a full stop.
  public var message: String
  /// What to do, where there is something better than the message to say.
  public var hint: String?
  /// The source line that `mark` points at.
  public var excerpt: String?

  public init(
    _ severity: Severity = .error, _ message: String, at mark: Mark? = nil, hint: String? = nil,
    excerpt: String? = nil
  ) {
    self.severity = severity
    self.mark = mark
    self.message = message
    self.hint = hint
    self.excerpt = excerpt
  }
}

/// All that is wrong with a manifest, found in one reading.
public struct Diagnostics: Error, Sendable {
  public var all: [Diagnostic]

  public init(_ all: [Diagnostic]) { self.all = all }
}
