"""The list of repositories, and how large ones are split."""
import json
import math
import os

# What one job judges in some ten seconds: long enough that its start does not count, short enough
# that a lost executor costs little.
SHARD_BYTES = 32 << 20
# What `assay worker` takes.
MAX_SHARDS = 1024


def parse(line):
    """A line of the list, a path or an object as `assay worker` takes it, as a job; None if blank.

    What is no job stays as it is: the worker says what is wrong with it.
    """
    line = line.strip()
    if not line:
        return None
    if not line.startswith("{"):
        return json.dumps({"path": line})
    return line


def key(job):
    """What a job is known by: its id, or its path, and its shard."""
    try:
        fields = json.loads(job)
        name = fields.get("id", fields["path"])
        part, parts = fields.get("shard", [0, 1])
        return str(name), int(part), int(parts)
    except (ValueError, TypeError, KeyError, AttributeError):
        return job, 0, 1


def size(path):
    """Bytes below a folder, links not followed; 0 for what is no folder, which is not split."""
    total = 0
    for where, folders, names in os.walk(path):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_size
            except OSError:
                # It went away since: so it is not judged, either.
                continue
    return total


def split(job, shard_bytes=SHARD_BYTES):
    """The job, or several that together are it."""
    try:
        fields = json.loads(job)
        path = fields["path"]
    except (ValueError, TypeError, KeyError):
        return [job]
    if "shard" in fields or not isinstance(path, str):
        return [job]
    parts = min(MAX_SHARDS, math.ceil(size(path) / shard_bytes))
    if parts < 2:
        return [job]
    return [json.dumps({**fields, "shard": [part, parts]}) for part in range(parts)]
