"""Runs the Model Context Protocol's conformance scenarios for servers against `assay mcp --http`: those
that need no tool, resource or prompt made for them, which assay has no use for.

usage: mcp_conformance.py NODE CONFORMANCE FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys

NODE, CONFORMANCE, FOLDER = sys.argv[1:]
SESSIONS = ["server-initialize", "server-session-lifecycle", "ping", "tools-list",
            "server-sse-multiple-streams", "dns-rebinding-protection"]
STATELESS = ["server-stateless", "tools-list", "server-sse-multiple-streams",
             "dns-rebinding-protection", "http-header-validation", "caching"]
# What these scenarios also look at and assay does not have: tools made for the test, prompts, resources.
NOT_HERE = {"server-stateless": r"Not testable: server does not list the diagnostic tool 'test_\w+'",
            "caching": r"(prompts|resources)/[a-z/]+ returned JSON-RPC error -32601"}


def run(url, scenario, revision):
    results = pathlib.Path(FOLDER) / f"{scenario}-{revision}"
    subprocess.run([NODE, CONFORMANCE, "server", "--url", url, "--scenario", scenario, "--spec-version",
                    revision, "--output-dir", str(results)], capture_output=True, timeout=120)
    checks = [check for file in results.rglob("checks.json") for check in json.loads(file.read_text())]
    failed = [c for c in checks if c["status"] in ("FAILURE", "WARNING") and
              not re.match(NOT_HERE.get(scenario, "$."), c.get("errorMessage") or "")]
    passed = sum(c["status"] == "SUCCESS" for c in checks)
    if failed or not passed:
        sys.exit(f"{scenario} {revision}: {passed} passed, {json.dumps(failed, indent=1)}")
    print(f"held: {scenario} {revision}, {passed} checks")


server = subprocess.Popen(["assay", "mcp", "--no-config", "--http", "0", "--no-token"],
                          stderr=subprocess.PIPE, text=True)
address = re.search(r"http://[^,]+", server.stderr.readline()).group()
try:
    for scenario in SESSIONS:
        run(address, scenario, "2025-11-25")
    for scenario in STATELESS:
        run(address, scenario, "2026-07-28")
finally:
    server.terminate()
    server.wait(timeout=60)
