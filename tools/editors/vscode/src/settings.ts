import { workspace } from "vscode";

/** What the extension itself heeds. The server asks for the rest of the section `assay`. */
export interface Settings {
  readonly enable: boolean;
  readonly path: string;
  readonly arguments: readonly string[];
}

/** A change of one of these needs another server. */
export const startSettings = ["assay.enable", "assay.path", "assay.arguments"] as const;

export function readSettings(): Settings {
  const section = workspace.getConfiguration("assay");
  return {
    enable: section.get("enable", true),
    path: section.get("path", "").trim(),
    arguments: section.get<string[]>("arguments", []),
  };
}

/** The whole command line after the program. What came with code that nobody trusts accepts no finding in it. */
export function serverArguments(settings: Settings, isTrusted: boolean): string[] {
  return ["lsp", ...settings.arguments, ...(isTrusted ? [] : ["--no-suppressions"])];
}
