#!/bin/sh
# Makes the machine code that comes with the module from x86-64.S, with the assembler of GNU binutils (2.40 made what is there). Neither the build nor
# a user needs it: the code is kept with the hash of its source, and a test compares them.
set -eu
cd "$(dirname "$0")"
resources=../resources/dev/tuwen/compute/cpu/driver
object=$(mktemp -d)
trap 'rm -r "$object"' EXIT
as --fatal-warnings -o "$object/code.o" x86-64.S
ld -Ttext 0 -e 0 -o "$object/code" "$object/code.o"
objcopy -O binary -j .text "$object/code" "$resources/x86-64.bin"
chmod 644 "$resources/x86-64.bin"
sha256sum <x86-64.S | cut -d ' ' -f 1 >"$resources/x86-64.sha256"
