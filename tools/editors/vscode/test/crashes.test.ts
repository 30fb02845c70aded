import assert from "node:assert/strict";
import { test } from "node:test";
import { CloseAction } from "vscode-languageclient/node";
import { Crashes } from "../src/crashes.js";

test("a server that keeps ending stays down, until it has been quiet for a while", () => {
  let minutes = 0;
  const crashes = new Crashes(() => true, () => minutes * 60_000);
  const actions = [1, 2, 3, 4, 5].map(() => crashes.closed().action);
  assert.deepEqual(actions, [...Array<CloseAction>(4).fill(CloseAction.Restart), CloseAction.DoNotRestart]);
  minutes = 4;
  assert.equal(crashes.closed().action, CloseAction.Restart);
});

test("a server that never came up is not started again", () => {
  assert.equal(new Crashes(() => false).closed().action, CloseAction.DoNotRestart);
});
