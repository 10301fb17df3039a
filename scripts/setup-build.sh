#!/bin/bash
# What building needs: a Swift 6 toolchain and a C compiler, which it asks for, and libraries.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/messages.sh

command -v swift > /dev/null || fail \
  "no 'swift' on the PATH; install Swift 6.1 or later from https://www.swift.org/install/linux."
version=$(swift --version 2> /dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p')
read -r major minor <<< "${version:-0 0}"
((major > 6 || (major == 6 && minor >= 1))) || fail \
  "this is Swift ${major}.${minor}, lastbit needs 6.1 or later; see https://www.swift.org/install/linux."
command -v cc > /dev/null || command -v clang > /dev/null || fail \
  "no C compiler on the PATH; install one, for example with 'apt-get install gcc'."
command -v git > /dev/null || fail \
  "no 'git' on the PATH, which Swift fetches packages with; try 'apt-get install git'."

scripts/debian-packages.sh \
  pkg-config libyaml-dev libopenblas-dev libhdf5-dev libdeflate-dev libnifti-dev zlib1g-dev

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
