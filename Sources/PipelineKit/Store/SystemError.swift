internal import Files
import Glibc

/// What can be done about an error of the system, in a clause; `nil` where nothing is known.
func systemAdvice(_ code: Int32) -> String? {
  switch code {
  case EACCES, EPERM: "check who owns it and its permissions"
  case EROFS: "it lies on a file system that cannot be written to"
  case ENOSPC: "make space there and run again"
  case EDQUOT: "your quota there is used up; make space and run again"
  case EFBIG: "raise the limit of file sizes ('ulimit -f') and run again"
  case EMFILE: "raise the limit of open files ('ulimit -n') and run again"
  case ENFILE: "too many files are open on this machine; run again when there are fewer"
  case ENOMEM: "give it more memory and run again"
  case EIO, ESTALE, EREMOTEIO, ETIMEDOUT, ENOTCONN, EHOSTDOWN, ENODEV, ENXIO:
    "the disk or its server fails; run again when it works"
  case ELOOP: "its links lead in a circle"
  case ENOTDIR: "a part of this path is not a folder"
  default: nil
  }
}

/// Words and advice: `No space left on device; make space there and run again`.
func systemReason(_ code: Int32) -> String {
  systemMessage(code) + (systemAdvice(code).map { "; \($0)" } ?? "")
}
