// libyaml's event parser: every node of a manifest carries the mark it was read at.
#include <yaml.h>
