#!/bin/sh
# Makes the machine code that comes with the module from x86-64.S and what it includes, with the assembler of GNU binutils (2.40 made what is there).
# Neither the build nor a user needs it: the code is kept with its own hash and those of its sources, which a test compares; where there is an assembler,
# another makes the code anew, by `build.sh FOLDER`, and compares it.
set -eu
cd "$(dirname "$0")"
resources=${1:-../resources/dev/tuwen/compute/cpu/driver}
object=$(mktemp -d)
trap 'rm -r "$object"' EXIT
as --fatal-warnings -o "$object/code.o" x86-64.S
ld -Ttext 0 -e 0 -o "$object/code" "$object/code.o"
objcopy -O binary -j .text "$object/code" "$resources/x86-64.bin"
chmod 644 "$resources/x86-64.bin"
sha256sum -- *.S >"$object/hashes"
(cd "$resources" && sha256sum x86-64.bin) >>"$object/hashes"
mv "$object/hashes" "$resources/x86-64.sha256"
