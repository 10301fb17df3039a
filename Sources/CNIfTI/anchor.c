// SwiftPM wants one source file in a C target; the library itself is a system library.
