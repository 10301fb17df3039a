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
  pkg-config libyaml-dev libopenblas-dev libhdf5-dev libdeflate-dev libnifti-dev libssl-dev zlib1g-dev

# The shared HDF5 of Debian pulls thirty libraries (curl, Kerberos, LDAP, …) into every start; its
# archive pulls two. Pkg-config files of our own, first on the path, choose archives.
folder=$PWD/.build/static-libraries
choose_archive() { # name of the pkg-config file, archive, name to link it by, what it needs
  local archive
  archive=$(ls /usr/lib/*/"$2" 2> /dev/null | head -n 1 || true)
  [[ -n $archive ]] || return 0
  mkdir -p "$folder"
  ln -sf "$archive" "$folder/lib$3.a"
  local description="Name: $1
Description: $3, linked statically
Version: $(pkg-config --modversion "$1" 2> /dev/null || echo 1)
Libs: -L$folder -l$3 $4
Cflags: $5"
  [[ -f $folder/$1.pc && $(< "$folder/$1.pc") == "$description" ]] ||
    printf '%s\n' "$description" > "$folder/$1.pc"
}
choose_archive hdf5-serial libhdf5_serial.a hdf5 '-lsz -lz -ldl -lm' -I/usr/include/hdf5/serial
choose_archive libdeflate libdeflate.a deflate '' ''
choose_archive libcrypto libcrypto.a crypto '' ''
