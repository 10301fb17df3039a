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
