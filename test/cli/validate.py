#!/usr/bin/env python3
"""Validate the JSON document on standard input against the schema that it names.

usage: validate.py SCHEMA_FOLDER [EXPRESSION]

The document must be one object whose key `schema` reads "assay.NAME/VERSION"; the schema is the
file assay.NAME-VERSION.json. EXPRESSION, if given, is Python over the document `d` and must hold.
Prints "valid NAME/VERSION".
"""
import json
import os
import sys

import jsonschema

folder = sys.argv[1]
d = json.load(sys.stdin)
name = d["schema"]
with open(os.path.join(folder, name.replace("/", "-") + ".json"), encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(d), key=lambda e: e.json_path)
for error in errors[:10]:
    print(f"{error.json_path}: {error.message[:300]}", file=sys.stderr)
if errors:
    sys.exit(1)
if len(sys.argv) > 2 and not eval(sys.argv[2]):
    print(f"does not hold: {sys.argv[2]}\n{json.dumps(d, indent=1)[:4000]}", file=sys.stderr)
    sys.exit(1)
print("valid", name)
