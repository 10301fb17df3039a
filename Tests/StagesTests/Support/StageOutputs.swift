import Arithmetic
import Imaging
import PipelineKit
import Testing

@testable import Stages

/// What a stage put out, as tests look at it.
extension [String: Artifact] {
  func table(_ port: String) throws -> Table { try #require(self[port]).table() }

  /// The numbers of a column of the table on a port.
  func numbers(_ port: String, _ column: String) throws -> [Double] {
    try #require(table(port).numbers(column))
  }

  /// The first of them.
  func number(_ port: String, _ column: String) throws -> Double {
    try #require(numbers(port, column).first)
  }

  func text(_ port: String, _ column: String) throws -> [String] {
    try #require(table(port).text(column))
  }

  func voxels(_ port: String) throws -> [Double] {
    try #require(self[port]).volume(name: port).voxels.doubles
  }
}
