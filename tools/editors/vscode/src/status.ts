import { languages, LanguageStatusSeverity, type Disposable, type LanguageStatusItem } from "vscode";
import type { ServerProgram } from "./server_program.js";

/** What the person sees of the server, in the language status. No pop-up ever. */
export class Status implements Disposable {
  private readonly item: LanguageStatusItem;

  constructor() {
    this.item = languages.createLanguageStatusItem("assay.server", { scheme: "file" });
    this.item.name = "assay";
  }

  starting(): void {
    this.show("assay", "starting", LanguageStatusSeverity.Information);
    this.item.busy = true;
  }

  /** `version` is what the server said of itself, `own` the extension's. */
  running(program: ServerProgram, version: string, own: string): void {
    const isOther = version !== own;
    const detail = `${program.command} (${program.origin})${isOther ? `; this extension is of ${own}` : ""}`;
    this.show(`assay ${version}`, detail, isOther ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information);
  }

  disabled(): void {
    this.show("assay", "off, by the setting assay.enable", LanguageStatusSeverity.Information);
  }

  failed(reason: string): void {
    this.show("assay: not running", reason, LanguageStatusSeverity.Error);
    this.item.command = { title: "Restart", command: "assay.restart" };
  }

  private show(text: string, detail: string, severity: LanguageStatusSeverity): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = false;
    this.item.command = { title: "Show Log", command: "assay.showLog" };
  }

  dispose(): void {
    this.item.dispose();
  }
}
