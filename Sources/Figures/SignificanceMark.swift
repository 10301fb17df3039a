/// Stars beside a figure's rows.
package enum SignificanceMark {
  /// `***` below 0.001, `**` below 0.01, `*` below 0.05, else nothing.
  ///
  /// - Parameter probability: adjusted for the number of rows.
  package static func stars(_ probability: Double) -> String {
    probability < 0.001 ? "***" : probability < 0.01 ? "**" : probability < 0.05 ? "*" : ""
  }

  /// What a caption says of them.
  package static let caption = "*, **, ***: adjusted p below 0.05, 0.01, 0.001."
}
