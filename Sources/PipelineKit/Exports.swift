// Stages and the runner import one module: pipelines and the values that they are made of.
@_exported public import Values
