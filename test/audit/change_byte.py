"""change_byte.py FILE OFFSET: flips the lowest bit of one byte (a negative offset counts from the end)."""
import os
import sys

path, offset = sys.argv[1], int(sys.argv[2])
with open(path, "r+b") as file:
    file.seek(offset, os.SEEK_END if offset < 0 else os.SEEK_SET)
    place = file.tell()
    byte = file.read(1)[0] ^ 1
    file.seek(place)
    file.write(bytes([byte]))
