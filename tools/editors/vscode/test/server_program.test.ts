import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import { findServerProgram } from "../src/server_program.js";
import { serverArguments } from "../src/settings.js";

const folder = mkdtempSync(join(tmpdir(), "assay-program-"));

function program(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

test("what is configured comes before what is bundled, and that before the PATH", () => {
  const configured = program("mine", "assay");
  const bundled = program("extension", "server", "assay");
  const installed = program("bin", "assay");
  const extension = join(folder, "extension");
  const path = `/nowhere:${join(folder, "bin")}`;
  assert.deepEqual(findServerProgram(configured, extension, path), { command: configured, origin: "configured" });
  assert.deepEqual(findServerProgram("", extension, path), { command: bundled, origin: "bundled" });
  assert.deepEqual(findServerProgram("", "/nowhere", path), { command: installed, origin: "PATH" });
});

test("a configured program that is missing, a folder or not executable is an error, not a reason to take another", () => {
  const extension = join(folder, "extension");
  const plain = join(folder, "plain");
  writeFileSync(plain, "");
  for (const path of ["/nowhere/assay", folder, plain]) {
    assert.throws(() => findServerProgram(path, extension, join(folder, "bin")), /not there or no program/);
  }
  assert.throws(() => findServerProgram("./assay", extension, ""), /must be absolute/);
});

test("a home is where it is", () => {
  const inHome = `~/${relative(homedir(), "/bin/sh")}`;
  assert.equal(findServerProgram(inHome, "", "").command, "/bin/sh");
});

test("folders of the PATH that depend on the working directory are passed over", () => {
  process.chdir(join(folder, "bin"));
  assert.throws(() => findServerProgram("", "/nowhere", ".::bin"), /no assay in the extension nor on the PATH/);
});

test("where nobody trusts the workspace its comments accept nothing", () => {
  const settings = { enable: true, path: "", arguments: ["--rules", "r.yaml"] };
  assert.deepEqual(serverArguments(settings, true), ["lsp", "--rules", "r.yaml"]);
  assert.deepEqual(serverArguments(settings, false), ["lsp", "--rules", "r.yaml", "--no-suppressions"]);
});
