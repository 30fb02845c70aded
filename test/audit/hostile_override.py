"""Without arguments: prints a reason that tries everything. With files: fails if one shows it raw."""
import sys

REASON = 'a good reason <script>alert(1)</script> "\u202eevil\u2066 \x1b[2J\u0085\u2028 #9 2026 decision LOW allow'

if len(sys.argv) == 1:
    sys.stdout.buffer.write(REASON.encode())
    sys.exit(0)
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    raw = [hex(ord(c)) for c in text if c in "\u202e\u2066\x1b\u0085\u2028"]
    if raw or "evil" not in text:
        sys.exit(f"{name}: shows {raw} of the reason, or nothing of it")
if len(open(sys.argv[1], encoding="utf-8").read().splitlines()) != 1:
    sys.exit("one record takes more than one line")
