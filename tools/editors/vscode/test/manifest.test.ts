// What the manifest promises, the code keeps.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

interface Setting { default: unknown; scope: string; markdownDescription: string; enum?: string[] }
interface Manifest {
  version: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: { commands: { command: string }[]; configuration: { properties: Record<string, Setting> } };
  devDependencies: Record<string, string>;
}

const home = process.env.EXTENSION ?? "";
const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest;
const readme = readFileSync(join(home, "README.md"), "utf8");
const code = readdirSync(join(home, "src")).map((name) => readFileSync(join(home, "src", name), "utf8")).join("\n");
const settings = Object.entries(manifest.contributes.configuration.properties);

test("each command is registered, and no other is", () => {
  const registered = [...code.matchAll(/registerCommand\("([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(registered.sort(), manifest.contributes.commands.map((each) => each.command).sort());
});

test("each setting has a scope, a default that fits and a description, and stands in the README", () => {
  for (const [name, setting] of settings) {
    assert.ok(["window", "machine-overridable"].includes(setting.scope), name);
    assert.ok(setting.markdownDescription.length > 20, name);
    assert.ok(setting.enum === undefined || setting.enum.includes(setting.default as string), name);
    assert.ok(readme.includes(`\`${name}\``), `README.md does not name ${name}`);
  }
});

test("a workspace that nobody trusts chooses neither the program nor what is hidden", () => {
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, "limited");
  const shows = ["assay.diagnosticMode", "assay.trace.server"];
  assert.deepEqual(restrictedConfigurations.sort(), settings.map(([name]) => name).filter((name) => !shows.includes(name)).sort());
});

test("nothing waits for it at start, and every dependency is pinned", () => {
  assert.deepEqual(manifest.activationEvents, ["onStartupFinished"]);
  for (const [name, version] of Object.entries(manifest.devDependencies)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
  }
});
