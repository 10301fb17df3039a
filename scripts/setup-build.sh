#!/bin/bash
# What building needs: a Swift 6 toolchain, which it asks for, and what that needs, and libraries.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

# True where C++ can be compiled and linked; a toolchain's own clang cannot without gcc's files.
compiles() {
  printf '#include <vector>\nint main() { return std::vector<int>(1)[0]; }\n' |
    clang++ -x c++ - -o /dev/null 2> /dev/null
}

swift=$(command -v swift) || fail \
  "no 'swift' on the PATH; install Swift 6.1 or later from https://www.swift.org/install/linux."
swift --version > /dev/null 2>&1 || scripts/debian-packages.sh \
  libcurl4 libedit2 libncurses6 libsqlite3-0 libxml2 tzdata
answer=$(swift --version 2>&1) || fail "'$swift --version' ends with: $(tail -n 1 <<< "$answer")"
version=$(sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' <<< "$answer")
read -r major minor <<< "${version:-0 0}"
((major > 6 || (major == 6 && minor >= 1))) || fail \
  "this is Swift ${major}.${minor}, lastbit needs 6.1 or later; see https://www.swift.org/install/linux."
# The toolchain has a clang of its own, which may not be on the PATH under its own name.
PATH=$PATH:$(dirname "$(realpath "$swift")")
compiles || scripts/debian-packages.sh g++
compiles || fail "clang++ of the Swift toolchain cannot link a C++ program; see what it says."
# Swift fetches packages with git, over https.
command -v git > /dev/null || scripts/debian-packages.sh git ca-certificates

scripts/debian-packages.sh \
  pkg-config libyaml-dev libopenblas-dev libhdf5-dev libnifti-dev zlib1g-dev

# The shared HDF5 of Debian pulls thirty libraries (curl, Kerberos, LDAP, …) into every start;
# its archive pulls two. A pkg-config file of our own, first on the path, chooses the archive.
archive=$(ls /usr/lib/*/libhdf5_serial.a 2> /dev/null | head -n 1 || true)
if [[ -n $archive ]]; then
  folder=$PWD/.build/static-libraries
  mkdir -p "$folder"
  ln -sf "$archive" "$folder/libhdf5.a"
  description="Name: hdf5-serial
Description: HDF5, linked statically
Version: $(pkg-config --modversion hdf5-serial 2> /dev/null || echo 1)
Libs: -L$folder -lhdf5 -lsz -lz -ldl -lm
Cflags: -I/usr/include/hdf5/serial"
  [[ -f $folder/hdf5-serial.pc && $(< "$folder/hdf5-serial.pc") == "$description" ]] ||
    printf '%s\n' "$description" > "$folder/hdf5-serial.pc"
fi
