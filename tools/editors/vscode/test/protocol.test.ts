// What the server promises to a client of its own making, by the protocol's own types and messages.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import {
  CodeActionRequest, createProtocolConnection, DidChangeTextDocumentNotification, DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification, DocumentDiagnosticReportKind, DocumentDiagnosticRequest, ExitNotification, HoverRequest,
  InitializedNotification, InitializeRequest, MarkupContent, PositionEncodingKind, ResponseError, ShutdownRequest,
  TextDocumentContentRequest, TextDocumentSyncKind, WorkspaceDiagnosticRequest,
  type InitializeResult, type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { serverArguments } from "../src/settings.js";

const settings = { enable: true, path: "", arguments: ["--no-config"] };
const server = spawn(process.env.ASSAY ?? "", serverArguments(settings, true), { stdio: ["pipe", "pipe", "inherit"] });
const textDocument = { uri: "file:///a%20b.py" };
const risky = 'import os, sys\nos.system("\u6f22\u{1f600}" + sys.argv[1])\n';
let connection: ProtocolConnection;
let initialized: InitializeResult;

before(async () => {
  connection = createProtocolConnection(server.stdout, server.stdin);
  connection.onRequest("workspace/configuration", () => [{ lowestLevel: "LOW" }]);
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.listen();
  initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the type asks for it
    rootUri: null,
    workspaceFolders: null,
    capabilities: {
      general: { positionEncodings: [PositionEncodingKind.UTF8, PositionEncodingKind.UTF16] },
      textDocument: { diagnostic: { relatedDocumentSupport: false } },
      workspace: { configuration: true, diagnostics: { refreshSupport: true } },
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});
});
after(() => { connection.dispose(); });

test("it says what it can do", () => {
  const { capabilities, serverInfo } = initialized;
  assert.equal(serverInfo?.name, "assay");
  assert.equal(capabilities.positionEncoding, PositionEncodingKind.UTF8);
  assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: TextDocumentSyncKind.Incremental });
  assert.ok(capabilities.diagnosticProvider?.workspaceDiagnostics);
  assert.equal(capabilities.completionProvider, undefined);
  assert.equal(capabilities.documentFormattingProvider, undefined);
});

test("findings are asked for, in bytes, and said to be unchanged when they are", async () => {
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { ...textDocument, languageId: "python", version: 1, text: risky },
  });
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
  assert.ok(report.kind === DocumentDiagnosticReportKind.Full);
  const flow = report.items.find((item) => item.code === "shell-untrusted-command");
  assert.deepEqual(flow?.range, { start: { line: 1, character: 0 }, end: { line: 1, character: 34 } });
  assert.equal(flow.source, "assay");
  assert.ok(report.resultId !== undefined);
  const again = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument, previousResultId: report.resultId });
  assert.equal(again.kind, DocumentDiagnosticReportKind.Unchanged);
});

test("an edit moves them, and the answer is of the text at that time", async () => {
  await connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { ...textDocument, version: 2 },
    contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "# \u{1f600}\n" }],
  });
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
  assert.ok(report.kind === DocumentDiagnosticReportKind.Full);
  assert.ok(report.items.length >= 2 && report.items.every((item) => item.range.start.line === 2 || item.severity === 3));
});

test("it explains a finding and offers two actions", async () => {
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position: { line: 2, character: 1 } });
  assert.ok(MarkupContent.is(hover?.contents) && hover.contents.value.includes("**Fix:**"));
  const place = { line: 2, character: 0 };
  const actions = await connection.sendRequest(CodeActionRequest.type,
    { textDocument, range: { start: place, end: place }, context: { diagnostics: [] } });
  assert.ok(actions?.some((action) => "edit" in action) && actions.some((action) => "command" in action));
  const rule = await connection.sendRequest(TextDocumentContentRequest.type, { uri: "assay-rule:shell-untrusted-command" });
  assert.match(rule.text, /\*\*Fix:\*\*/);
});

test("the workspace's report has the open document", async () => {
  const report = await connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  assert.deepEqual(report.items.map((item) => item.uri), [textDocument.uri]);
});

test("what it does not know is an error, and the next request is answered", async () => {
  await assert.rejects(connection.sendRequest("no/such/method", {}), (error) => error instanceof ResponseError && error.code === -32601);
  await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
  assert.ok(report.kind === DocumentDiagnosticReportKind.Full && report.items.length === 0);
});

test("it ends when it is told to", async () => {
  await connection.sendRequest(ShutdownRequest.type);
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await connection.sendNotification(ExitNotification.type);
  assert.equal(await ended, 0);
});
