// Starts `mdcheck lsp` for Markdown files, and asks for what a waiver needs. All else is in the server.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const [command, ...args] = vscode.workspace.getConfiguration("mdcheck").get("command");
  const options = {
    documentSelector: [{ scheme: "file", language: "markdown" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{mdcheck,pyproject}.toml") },
  };
  client = new LanguageClient("mdcheck", "mdcheck", { command, args }, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const install = "install it with pipx, with the extra lsp, or set mdcheck.command";
    vscode.window.showErrorMessage(`mdcheck: ${command} could not be started (${error.message}): ${install}.`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

// Asks for the last day and the reason, and has the server write the record.
async function waiveHere() {
  const editor = vscode.window.activeTextEditor;
  if (!client || editor?.document.languageId !== "markdown") return;
  const until = await vscode.window.showInputBox({ prompt: "Waive until: a day (2027-01-31) or a time (30d)", value: "30d" });
  if (!until) return;
  const reason = await vscode.window.showInputBox({ prompt: "Why can it wait?" });
  if (!reason) return;
  const args = [editor.document.uri.toString(), editor.selection.active.line + 1, until, reason];
  try {
    await client.sendRequest("workspace/executeCommand", { command: "mdcheck.waive", arguments: args });
  } catch (error) {
    vscode.window.showErrorMessage(`mdcheck: ${error.message}`);
  }
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("mdcheck.waiveHere", waiveHere),
    vscode.commands.registerCommand("mdcheck.restart", async () => {
      await stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = stop;
