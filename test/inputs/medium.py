"""Opens a temporary file to everybody, which is worth a warning."""
import os
import tempfile

with tempfile.NamedTemporaryFile() as file:
    os.chmod(file.name, 0o777)
    print("permissions", oct(os.stat(file.name).st_mode & 0o777))
