/// libyaml's complaints in words that say what to do.
enum YAMLProblem {
  static func explanation(of problem: String) -> String {
    switch problem {
    case "mapping values are not allowed in this context":
      "a ':' cannot stand here; indent this line as its neighbours, or quote text that holds ': '"
    case "could not find expected ':'": "expected ':' after the key on this or the previous line"
    case "did not find expected key", "did not find expected '-' indicator":
      "this line fits neither the block above nor a new one; check its indentation"
    case "did not find expected ',' or ']'": "expected ',' or ']': the list is not closed"
    case "did not find expected ',' or '}'": "expected ',' or '}': the mapping is not closed"
    case "found unexpected end of stream": "the text ends inside quotes"
    case "found character that cannot start any token":
      "this character cannot start a value; put the value in quotes"
    case "block sequence entries are not allowed in this context":
      "a '- ' cannot stand here; start the list on a line of its own"
    case "did not find expected <document start>": "a manifest is one mapping (key: value)"
    case "found unexpected ':'": "write a space after ':', or quote the text"
    case "found undefined tag handle": "tags are not used in manifests; remove it"
    default: "not YAML: \(problem)"
    }
  }
}
