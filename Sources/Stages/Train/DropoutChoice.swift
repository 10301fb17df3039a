import PipelineKit

/// What a training drops of hidden layers.
enum DropoutChoice: DeclaresPorts {
  static let part = Parameter(
    "dropout", .number(minimum: 0, maximum: 0.95), default: 0,
    "The part of hidden numbers that each step of training drops, others made greater for it (Srivastava et "
      + "al. 2014, JMLR 15); nothing is dropped by the network that comes out.")
  static let parameters = list(part)
  static let stream = DrawnStream(
    "dropout", followsRepeat: false, "Which hidden numbers each step drops.")
}
