// The extension with an editor that only remembers what it was asked: `node --test`.
"use strict";

const assert = require("node:assert");
const Module = require("node:module");
const path = require("node:path");
const { test } = require("node:test");

function load({ command = ["mdcheck", "lsp"], answers = [], fails = "" } = {}) {
  const seen = { commands: {}, errors: [], requests: [], started: [], stopped: 0 };
  const vscode = {
    workspace: {
      getConfiguration: () => ({ get: () => command }),
      createFileSystemWatcher: (glob) => ({ glob }),
    },
    window: {
      activeTextEditor: {
        document: { languageId: "markdown", uri: "file:///x/CHECKLIST.md" },
        selection: { active: { line: 2 } },
      },
      showInputBox: async () => answers.shift(),
      showErrorMessage: (message) => seen.errors.push(message),
    },
    commands: { registerCommand: (name, run) => { seen.commands[name] = run; } },
  };
  class LanguageClient {
    constructor(id, name, server, options) { Object.assign(this, { server, options }); }
    async start() {
      if (fails) throw new Error(fails);
      seen.started.push(this);
    }
    async stop() { seen.stopped += 1; }
    async sendRequest(method, params) {
      seen.requests.push([method, params]);
      if (params.arguments[2] === "yesterday") throw new Error("is past");
    }
  }
  const fakes = { vscode, "vscode-languageclient/node": { LanguageClient } };
  const real = Module._load;
  Module._load = (name, ...rest) => fakes[name] ?? real(name, ...rest);
  const file = path.join(__dirname, "..", "extension.js");
  delete require.cache[file];
  try {
    return { extension: require(file), seen };
  } finally {
    Module._load = real;
  }
}

test("the server is started for Markdown files, and stopped", async () => {
  const { extension, seen } = load({ command: ["pipx", "run", "mdcheck", "lsp"] });
  const context = { subscriptions: [] };
  await extension.activate(context);
  assert.deepStrictEqual(seen.started[0].server, { command: "pipx", args: ["run", "mdcheck", "lsp"] });
  assert.strictEqual(seen.started[0].options.documentSelector[0].language, "markdown");
  await seen.commands["mdcheck.restart"]();
  assert.deepStrictEqual([seen.started.length, seen.stopped], [2, 1]);
  await extension.deactivate();
  assert.strictEqual(seen.stopped, 2);
});

test("a server that can't be started says what to do", async () => {
  const { extension, seen } = load({ fails: "ENOENT" });
  await extension.activate({ subscriptions: [] });
  assert.match(seen.errors[0], /mdcheck could not be started \(ENOENT\).*extra lsp/);
  await seen.commands["mdcheck.waiveHere"]();
  await extension.deactivate();
  assert.deepStrictEqual(seen.requests, []);
});

test("a waiver is asked for, and written by the server", async () => {
  const { extension, seen } = load({ answers: ["14d", "late", "yesterday", "late", "30d", "", ""] });
  await extension.activate({ subscriptions: [] });
  await seen.commands["mdcheck.waiveHere"]();
  const request = { command: "mdcheck.waive", arguments: ["file:///x/CHECKLIST.md", 3, "14d", "late"] };
  assert.deepStrictEqual(seen.requests, [["workspace/executeCommand", request]]);
  await seen.commands["mdcheck.waiveHere"]();
  assert.match(seen.errors[0], /is past/);
  await seen.commands["mdcheck.waiveHere"](); // no reason
  await seen.commands["mdcheck.waiveHere"](); // no day
  assert.strictEqual(seen.requests.length, 2);
});
