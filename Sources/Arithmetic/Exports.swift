// Consumers import one module: the contract and the backends behind it.
@_exported public import ArithmeticTypes
