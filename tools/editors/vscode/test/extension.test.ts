// The whole extension with Microsoft's language client against the real `assay lsp`; only VS Code is
// played. $ASSAY names the program.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { activate, deactivate } from "../src/extension.js";
import { LanguageStatusSeverity, person, Position, Range, type Document, type MarkdownString } from "./host.js";

const folder = mkdtempSync(join(tmpdir(), "assay-extension-"));
const assay = process.env.ASSAY ?? "";
const risky = 'import os, sys\nos.system("\u6f22\u{1f600}" + sys.argv[1])\n';
let subscriptions: { dispose(): unknown }[] = [];

async function start(path = assay): Promise<void> {
  person.set("assay.path", path);
  person.set("assay.arguments", ["--no-config"]);
  const context = { extensionPath: folder, extension: { packageJSON: { version: "0.1.0" } }, subscriptions };
  await activate(context as never);
}

function opensRisky(name: string): Document {
  return person.opens(join(folder, name), "python", risky);
}

function seesProblems(document: Document, count: number) {
  return person.sees(`${count} problems`, () => {
    const found = person.problems(document);
    return found.length === count ? found : undefined;
  });
}

afterEach(async () => {
  await deactivate();
  for (const each of subscriptions) {
    each.dispose();
  }
  subscriptions = [];
  person.trusts(true);
  person.set("assay.enable", true);
  person.set("assay.lowestLevel", "MEDIUM");
});

test("findings stand where they are, in UTF-16", async () => {
  await start();
  const document = opensRisky("a.py");
  const found = await seesProblems(document, 2);
  const flow = found.find((each) => each.message.includes("text from outside"));
  assert.deepEqual(flow?.range, new Range(1, 0, 1, 30));
  assert.equal(flow.source, "assay");
  assert.equal(person.status().severity, LanguageStatusSeverity.Information);
  assert.match(person.status().text, /^assay \d/);
  assert.match(person.status().detail, /\(configured\)$/);
  person.closes(document);
});

test("a finding is explained, and accepted once there is a reason", async () => {
  await start();
  const document = person.opens(join(folder, "b.py"), "python", 'import os\nos.system("ls " + name)\n');
  await seesProblems(document, 1);
  const hover = await person.hover(document, new Position(1, 3));
  const text = hover?.contents as MarkdownString;
  assert.match(text.value, /\*\*Fix:\*\*/);
  assert.match((await person.lenses(document))[0]?.command?.title ?? "", /assay: MEDIUM, score \d+/);
  const [accept] = await person.actions(document, 1);
  const edit = accept?.edit?.edits[0]?.edits[0];
  assert.ok(edit !== undefined);
  person.inserts(document, edit.range.start, edit.newText.replace("\n", "a fixed list\n"));
  await seesProblems(document, 0);
  person.closes(document);
});

test("a rule opens as a document", async () => {
  await start();
  const document = opensRisky("c.py");
  await seesProblems(document, 2);
  const explain = (await person.actions(document, 1)).find((action) => action.command !== undefined);
  const command = explain?.command as unknown as { command: string; arguments: unknown[] };
  await person.commands.get(command.command)?.(...command.arguments);
  const uri = await person.sees("the rule", () => person.shown.find((line) => line.startsWith("assay-rule:")));
  assert.match(uri, /^assay-rule:shell-/);
  assert.ok(person.providers.contents.has("assay-rule"));
  person.closes(document);
});

test("settings of the server are heeded at once", async () => {
  await start();
  const document = opensRisky("d.py");
  await seesProblems(document, 2);
  person.set("assay.lowestLevel", "BLOCKED");
  await seesProblems(document, 0);
  person.closes(document);
});

test("comments of a workspace that nobody trusts accept nothing", async () => {
  const accepted = 'import os\n# assay: allow shell-computed-command -- believe me\nos.system("ls " + name)\n';
  person.trusts(false);
  await start();
  const document = person.opens(join(folder, "e.py"), "python", accepted);
  const found = await seesProblems(document, 2);
  assert.ok(found.some((each) => each.message.includes("runs a command line")));
  person.trusts(true);
  await seesProblems(document, 0);
  person.closes(document);
});

test("a restart leaves one server, with the same documents", async () => {
  await start();
  const document = opensRisky("f.py");
  await seesProblems(document, 2);
  await person.commands.get("assay.restart")?.();
  await seesProblems(document, 2);
  assert.equal(person.status().busy, false);
  person.closes(document);
});

test("switched off, it starts nothing", async () => {
  person.set("assay.enable", false);
  await start();
  assert.match(person.status().detail, /assay\.enable/);
  person.set("assay.enable", true);
  const document = opensRisky("g.py");
  await seesProblems(document, 2);
  person.closes(document);
});

test("a program that is not there is said in the status, and nothing else is started", async () => {
  await start("/nowhere/assay");
  assert.equal(person.status().severity, LanguageStatusSeverity.Error);
  assert.match(person.status().detail, /"\/nowhere\/assay", which is not there/);
  assert.equal(person.status().command?.command, "assay.restart");
});

test("a program that is no server is said in the status", async () => {
  await start("/bin/false");
  await person.sees("the failure", () => (person.status().severity === LanguageStatusSeverity.Error ? true : undefined));
  assert.equal(person.log.filter((line) => line.includes("starting /bin/false")).length, 1);
});

test("the log is shown on request", async () => {
  await start();
  await person.commands.get("assay.showLog")?.();
  assert.ok(person.shown.includes("the log"));
  assert.ok(person.log.some((line) => line.includes(`starting ${assay} lsp --no-config`)));
});

test("a server that was killed is started again, and knows the documents", async () => {
  await start();
  const document = opensRisky("h.py");
  await seesProblems(document, 2);
  const before = person.log.length;
  const [server] = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ").map(Number);
  assert.ok(server !== undefined && server > 0);
  process.kill(server, "SIGKILL");
  await person.sees("the new server", () => person.log.slice(before).find((line) => line.includes("runs (configured)")));
  await seesProblems(document, 2);
  person.closes(document);
});
