// Plays VS Code: esbuild puts this in the place of the module "vscode", for the extension and for
// Microsoft's language client alike. What a person would do and see is in `person`.
import { CodeActionKind, Disposable, EventEmitter, Position, Range, Unused, Uri } from "./values.js";
import { LanguageStatusSeverity, type CodeAction, type CodeLens, type Diagnostic, type Hover } from "./values.js";

export * from "./values.js";
export {
  Unused as CallHierarchyItem, Unused as CompletionItem, Unused as DocumentLink, Unused as InlayHint,
  Unused as SymbolInformation, Unused as TypeHierarchyItem, Unused as TabInputText, Unused as TabInputTextDiff,
  Unused as TabInputNotebook, Unused as TabInputCustom,
};

/** Numbers stand for themselves: enumerations that only other servers need. */
function enumeration(): Record<string, number> {
  return new Proxy({}, { get: (_, name) => (typeof name === "string" ? name.length : undefined) });
}
export const SymbolKind = enumeration();
export const CompletionItemKind = enumeration();
export const NotebookCellKind = enumeration();
export const ProgressLocation = enumeration();
export const SymbolTag = enumeration();
export const CompletionItemTag = enumeration();

export interface Document {
  uri: Uri;
  languageId: string;
  version: number;
  isClosed: boolean;
  text: string;
  getText(): string;
}

interface StatusItem {
  text: string;
  detail: string;
  severity: LanguageStatusSeverity;
  busy: boolean;
  command?: { command: string };
}

interface Providers {
  actions?: undefined | { provideCodeActions(document: Document, range: Range, context: object, token: object): Promise<CodeAction[]> };
  lenses?: undefined | { provideCodeLenses(document: Document, token: object): Promise<CodeLens[]> };
  hover?: undefined | { provideHover(document: Document, at: Position, token: object): Promise<Hover | null> };
  contents: Map<string, { provideTextDocumentContent(uri: Uri, token: object): Promise<string> }>;
}

const events = {
  opened: new EventEmitter<Document>(),
  changed: new EventEmitter<object>(),
  closed: new EventEmitter<Document>(),
  configured: new EventEmitter<{ affectsConfiguration(name: string): boolean }>(),
  trusted: new EventEmitter<undefined>(),
  visible: new EventEmitter<{ document: Document }[]>(),
};
const never = new EventEmitter<never>().event;
const token = { isCancellationRequested: false, onCancellationRequested: never };
const settings = new Map<string, unknown>();
const registered = new Map<string, (...values: unknown[]) => unknown>();
const collections = new Set<Map<string, Diagnostic[]>>();
const providers: Providers = { contents: new Map() };
const log: string[] = [];
const shown: string[] = [];
const statuses: StatusItem[] = [];
const documents: Document[] = [];

function provider<Name extends Exclude<keyof Providers, "contents">>(name: Name) {
  return (_selector: unknown, given: NonNullable<Providers[Name]>) => {
    providers[name] = given;
    return new Disposable(() => { providers[name] = undefined; });
  };
}

function logLine(level: string) {
  return (line: unknown) => { log.push(`${level}: ${String(line)}`); };
}

/** "a.b" below "a": what VS Code gives for a section, defaults from the manifest included. */
function section(prefix: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, value] of settings) {
    if (name.startsWith(`${prefix}.`)) {
      found[name.slice(prefix.length + 1)] = value;
    }
  }
  return found;
}

export const workspace = {
  isTrusted: true,
  workspaceFolders: [] as { uri: Uri; name: string; index: number }[],
  textDocuments: documents,
  notebookDocuments: [],
  getConfiguration: (prefix = "") => ({
    ...section(prefix),
    get: (name: string, otherwise?: unknown) => {
      const full = prefix === "" ? name : `${prefix}.${name}`;
      const below = section(full);
      return settings.get(full) ?? (Object.keys(below).length > 0 ? below : otherwise);
    },
  }),
  onDidChangeConfiguration: events.configured.event,
  onDidGrantWorkspaceTrust: events.trusted.event,
  onDidOpenTextDocument: events.opened.event,
  onDidChangeTextDocument: events.changed.event,
  onDidCloseTextDocument: events.closed.event,
  onDidSaveTextDocument: never,
  onWillSaveTextDocument: never,
  onDidChangeWorkspaceFolders: never,
  onDidOpenNotebookDocument: never,
  onDidChangeNotebookDocument: never,
  onDidSaveNotebookDocument: never,
  onDidCloseNotebookDocument: never,
  onDidCreateFiles: never,
  onDidRenameFiles: never,
  onDidDeleteFiles: never,
  onWillCreateFiles: never,
  onWillRenameFiles: never,
  onWillDeleteFiles: never,
  registerTextDocumentContentProvider: (scheme: string, given: { provideTextDocumentContent(uri: Uri, token: object): Promise<string> }) => {
    providers.contents.set(scheme, given);
    return new Disposable(() => providers.contents.delete(scheme));
  },
};

export const languages = {
  match: (selector: { scheme?: string }[], document: Document) =>
    selector.some((filter) => filter.scheme === undefined || filter.scheme === document.uri.scheme) ? 10 : 0,
  createDiagnosticCollection: () => {
    const all = new Map<string, Diagnostic[]>();
    collections.add(all);
    return {
      set: (uri: Uri, found: Diagnostic[] | undefined) => all.set(uri.toString(), found ?? []),
      delete: (uri: Uri) => all.delete(uri.toString()),
      has: (uri: Uri) => all.has(uri.toString()),
      clear: () => { all.clear(); },
      dispose: () => collections.delete(all),
    };
  },
  createLanguageStatusItem: (): StatusItem & { dispose(): void } => {
    const item = { text: "", detail: "", severity: LanguageStatusSeverity.Information, busy: false, dispose: () => undefined };
    statuses.push(item);
    return item;
  },
  registerHoverProvider: provider("hover"),
  registerCodeActionsProvider: provider("actions"),
  registerCodeLensProvider: provider("lenses"),
};

export const window = {
  activeTextEditor: undefined as { document: Document } | undefined,
  visibleTextEditors: [] as { document: Document }[],
  tabGroups: { all: [], onDidChangeTabs: never, onDidChangeTabGroups: never },
  onDidChangeActiveTextEditor: never,
  onDidChangeVisibleTextEditors: events.visible.event,
  createOutputChannel: () => ({
    trace: logLine("trace"), debug: logLine("debug"), info: logLine("info"), warn: logLine("warn"), error: logLine("error"),
    append: logLine("plain"), appendLine: logLine("plain"), onDidChangeLogLevel: never, logLevel: 3,
    show: () => { shown.push("the log"); },
    dispose: () => undefined,
  }),
  showTextDocument: (uri: Uri) => { shown.push(uri.toString()); return Promise.resolve(); },
  showErrorMessage: (text: string) => { shown.push(`error: ${text}`); return Promise.resolve(undefined); },
  showWarningMessage: (text: string) => { shown.push(`warning: ${text}`); return Promise.resolve(undefined); },
  showInformationMessage: (text: string) => { shown.push(`information: ${text}`); return Promise.resolve(undefined); },
  withProgress: (_: object, task: (progress: object, given: object) => Promise<unknown>) => task({ report: () => undefined }, token),
};

export const commands = {
  registerCommand: (name: string, run: (...values: unknown[]) => unknown) => {
    if (registered.has(name)) {
      throw new Error(`the command ${name} is there already`);
    }
    registered.set(name, run);
    return new Disposable(() => registered.delete(name));
  },
};

export const env = { appName: "test", language: "en", openExternal: () => Promise.resolve(true) };
export const version = "1.91.0";

/** Waits for something that a person would see. */
async function sees<T>(what: string, look: () => T | undefined, milliseconds = 30_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = look();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}; the log:\n${log.join("\n")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const person = {
  log,
  shown,
  statuses,
  commands: registered,
  providers,
  sees,
  set(name: string, value: unknown): void {
    settings.set(name, value);
    events.configured.fire({ affectsConfiguration: (asked) => name === asked || name.startsWith(`${asked}.`) });
  },
  trusts(isTrusted: boolean): void {
    workspace.isTrusted = isTrusted;
    if (isTrusted) {
      events.trusted.fire(undefined);
    }
  },
  opens(path: string, languageId: string, text: string): Document {
    const document: Document = { uri: Uri.file(path), languageId, version: 1, isClosed: false, text, getText: () => document.text };
    documents.push(document);
    window.activeTextEditor = { document };
    window.visibleTextEditors = [{ document }];
    events.visible.fire(window.visibleTextEditors);
    events.opened.fire(document);
    return document;
  },
  /** Puts `text` where `range` is, which must be empty: as code actions of ours do. */
  inserts(document: Document, at: Position, text: string): void {
    const lines = document.text.split("\n");
    const line = lines[at.line] ?? "";
    const offset = lines.slice(0, at.line).reduce((sum, each) => sum + each.length + 1, 0) + at.character;
    lines[at.line] = line.slice(0, at.character) + text + line.slice(at.character);
    document.text = lines.join("\n");
    document.version += 1;
    const change = { range: new Range(at, at), rangeOffset: offset, rangeLength: 0, text };
    events.changed.fire({ document, contentChanges: [change], reason: undefined });
  },
  closes(document: Document): void {
    document.isClosed = true;
    documents.splice(documents.indexOf(document), 1);
    events.closed.fire(document);
  },
  problems(document: Document): Diagnostic[] {
    return [...collections].flatMap((all) => all.get(document.uri.toString()) ?? []);
  },
  status(): StatusItem {
    const item = statuses.at(-1);
    if (item === undefined) {
      throw new Error("there is no status item");
    }
    return item;
  },
  async actions(document: Document, line: number): Promise<CodeAction[]> {
    const context = { diagnostics: [], only: CodeActionKind.QuickFix, triggerKind: 1 };
    const at = new Position(line, 0);
    return (await providers.actions?.provideCodeActions(document, new Range(at, at), context, token)) ?? [];
  },
  async lenses(document: Document): Promise<CodeLens[]> {
    return (await providers.lenses?.provideCodeLenses(document, token)) ?? [];
  },
  async hover(document: Document, at: Position): Promise<Hover | null | undefined> {
    return providers.hover?.provideHover(document, at, token);
  },
};
