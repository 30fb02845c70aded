import { commands, window, workspace, type ExtensionContext } from "vscode";
import { Server } from "./server.js";
import { startSettings } from "./settings.js";
import { Status } from "./status.js";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("assay", { log: true });
  const status = new Status();
  const { version } = context.extension.packageJSON as { version: string };
  const started = new Server({ folder: context.extensionPath, version }, log, status);
  server = started;
  context.subscriptions.push(
    log,
    status,
    commands.registerCommand("assay.restart", () => started.restart()),
    commands.registerCommand("assay.showLog", () => {
      log.show();
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (startSettings.some((name) => event.affectsConfiguration(name))) {
        void started.restart();
      } else if (event.affectsConfiguration("assay")) {
        void started.settingsChanged();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
  );
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
