import Testing

@testable import PipelineKit

@Suite struct QuantityTests {
  @Test(arguments: [
    ("2 GiB", 2 << 30), ("2GiB", 2 << 30), ("4G", 4 << 30), ("500 MB", 500_000_000),
    ("1.5 KiB", 1536), ("8 B", 8), ("1 TiB", 1 << 40),
  ])
  func readsMemory(text: String, bytes: Int) { #expect(Quantity.bytes(text) == bytes) }

  @Test(arguments: ["2", "GiB", "-1 GiB", "0 B", "2 gib", "2 GiB x", "1e30 TiB", "", "nan B"])
  func refusesMemory(text: String) { #expect(Quantity.bytes(text) == nil) }

  @Test(arguments: [
    ("90s", 90.0), ("1h30m", 5400), ("1h 30m", 5400), ("2d", 172_800), ("1:30:00", 5400),
    ("2:05", 125), ("250ms", 0.25), ("1.5h", 5400), ("10min", 600),
  ])
  func readsTime(text: String, seconds: Double) { #expect(Quantity.seconds(text) == seconds) }

  @Test(arguments: [
    "90", "", "s", "1m1h", "1h1h", "-5s", "0s", "1:60", "1:2:3:4", "1:-2", "99999999999d",
  ])
  func refusesTime(text: String) { #expect(Quantity.seconds(text) == nil) }
}
