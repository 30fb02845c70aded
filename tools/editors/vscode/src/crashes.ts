import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient/node";

/** A server that ends more often than this within `windowMilliseconds` stays down: it would end again. */
const maxRestarts = 4;
const windowMilliseconds = 3 * 60 * 1000;

/**
 * Starts a server again that ended by itself. One that never came up is left alone, and so is one that
 * keeps ending; the status then says so.
 */
export class Crashes implements ErrorHandler {
  private times: number[] = [];

  constructor(
    private readonly hasRun: () => boolean,
    private readonly now: () => number = Date.now,
  ) {}

  error() {
    return { action: ErrorAction.Continue, handled: true };
  }

  closed() {
    const time = this.now();
    this.times = [...this.times.filter((each) => time - each < windowMilliseconds), time];
    const again = this.hasRun() && this.times.length <= maxRestarts;
    return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
  }
}
