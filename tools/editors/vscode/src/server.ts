import { workspace, type Disposable, type LogOutputChannel } from "vscode";
import { DidChangeConfigurationNotification, LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { Crashes } from "./crashes.js";
import { findServerProgram, type ServerProgram } from "./server_program.js";
import { readSettings, serverArguments } from "./settings.js";
import type { Status } from "./status.js";

/** One `assay lsp` at most. Starts and stops take turns, in the order they were asked for. */
export class Server implements Disposable {
  private client: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: { readonly folder: string; readonly version: string },
    private readonly log: LogOutputChannel,
    private readonly status: Status,
  ) {}

  restart(): Promise<void> {
    return this.queue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  stop(): Promise<void> {
    return this.queue(() => this.stopNow());
  }

  /** Has the server ask for the settings that it heeds itself. */
  settingsChanged(): Promise<void> {
    return this.queue(async () => {
      if (this.client?.isRunning()) {
        await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
      }
    });
  }

  dispose(): void {
    void this.stop();
  }

  private queue(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step).catch((error: unknown) => {
      this.fail(error instanceof Error ? error.message : String(error));
    });
    return this.turn;
  }

  private fail(reason: string): void {
    this.log.error(reason);
    this.status.failed(reason);
  }

  private async startNow(): Promise<void> {
    const settings = readSettings();
    if (!settings.enable) {
      this.status.disabled();
      return;
    }
    this.status.starting();
    const program = findServerProgram(settings.path, this.extension.folder, process.env.PATH ?? "");
    const args = serverArguments(settings, workspace.isTrusted);
    this.log.info(`starting ${[program.command, ...args].join(" ")}`);
    const client = this.makeClient(program, args);
    this.client = client;
    await client.start();
  }

  private makeClient(program: ServerProgram, args: string[]): LanguageClient {
    let hasRun = false;
    const client = new LanguageClient(
      "assay",
      "assay",
      { command: program.command, args, transport: TransportKind.stdio },
      {
        // The server knows which languages it judges, and says nothing of others.
        documentSelector: [{ scheme: "file" }, { scheme: "untitled" }],
        outputChannel: this.log,
        initializationOptions: workspace.getConfiguration("assay"),
        errorHandler: new Crashes(() => hasRun),
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) {
        return;
      }
      if (newState === State.Running) {
        hasRun = true;
        const version = client.initializeResult?.serverInfo?.version ?? "of unknown version";
        this.log.info(`assay ${version} runs (${program.origin})`);
        this.status.running(program, version, this.extension.version);
      } else if (newState === State.Stopped) {
        this.fail("the server ended; its last words are in the log");
      } else {
        this.status.starting();
      }
    });
    return client;
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) {
      await client.stop();
    }
    await client?.dispose();
  }
}
