// The plain values of VS Code's API that its language client makes, as far as our server has it make them.
import { fileURLToPath, pathToFileURL } from "node:url";

export class Position {
  constructor(readonly line: number, readonly character: number) {}
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position | number, end: Position | number, endLine?: number, endCharacter?: number) {
    if (start instanceof Position && end instanceof Position) {
      [this.start, this.end] = [start, end];
    } else {
      this.start = new Position(start as number, end as number);
      this.end = new Position(endLine ?? 0, endCharacter ?? 0);
    }
  }
}

export class Uri {
  private constructor(readonly scheme: string, private readonly text: string) {}
  static parse(text: string): Uri {
    return new Uri(text.slice(0, text.indexOf(":")), text);
  }
  static file(path: string): Uri {
    return new Uri("file", pathToFileURL(path).href);
  }
  get fsPath(): string {
    return this.scheme === "file" ? fileURLToPath(this.text) : this.text;
  }
  toString(): string {
    return this.text;
  }
}

export class Disposable {
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => { all.forEach((each) => each.dispose()); });
  }
  constructor(private readonly end: () => unknown) {}
  dispose(): void {
    this.end();
  }
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();
  readonly event = (listener: (value: T) => unknown, self?: unknown, all?: { push(d: Disposable): unknown }): Disposable => {
    const bound = listener.bind(self);
    this.listeners.add(bound);
    const registration = new Disposable(() => this.listeners.delete(bound));
    all?.push(registration);
    return registration;
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener(value);
    }
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class CancellationError extends Error {}

export class CancellationTokenSource {
  private readonly emitter = new EventEmitter<undefined>();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };
  cancel(): void {
    this.token.isCancellationRequested = true;
    this.emitter.fire(undefined);
  }
  dispose(): void {
    this.emitter.dispose();
  }
}

export class Diagnostic {
  source?: string;
  code?: unknown;
  relatedInformation?: unknown;
  constructor(readonly range: Range, readonly message: string, readonly severity: DiagnosticSeverity) {}
}

export class Location {
  constructor(readonly uri: Uri, readonly range: Range) {}
}

export class DiagnosticRelatedInformation {
  constructor(readonly location: Location, readonly message: string) {}
}

export class CodeActionKind {
  private constructor(readonly value: string) {}
  static readonly Empty = new CodeActionKind("");
  static readonly QuickFix = new CodeActionKind("quickfix");
  static readonly Refactor = new CodeActionKind("refactor");
  static readonly RefactorExtract = new CodeActionKind("refactor.extract");
  static readonly RefactorInline = new CodeActionKind("refactor.inline");
  static readonly RefactorRewrite = new CodeActionKind("refactor.rewrite");
  static readonly RefactorMove = new CodeActionKind("refactor.move");
  static readonly Source = new CodeActionKind("source");
  static readonly SourceOrganizeImports = new CodeActionKind("source.organizeImports");
  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }
}

export class CodeAction {
  edit?: WorkspaceEdit;
  command?: { command: string };
  constructor(readonly title: string, readonly kind?: CodeActionKind) {}
}

export class CodeLens {
  command?: { title: string };
  constructor(readonly range: Range) {}
}

export class TextEdit {
  constructor(readonly range: Range, readonly newText: string) {}
}

export class WorkspaceEdit {
  readonly edits: { uri: Uri; edits: TextEdit[] }[] = [];
  set(uri: Uri, edits: TextEdit[]): void {
    this.edits.push({ uri, edits });
  }
}

export class MarkdownString {
  isTrusted?: boolean;
  constructor(public value = "") {}
  appendCodeblock(text: string): this {
    this.value += text;
    return this;
  }
}

export class Hover {
  constructor(readonly contents: unknown, readonly range?: Range) {}
}

/** The constructor of what the client has classes for, but never makes for our server. */
export function Unused(): never {
  throw new Error("the language client made a value that our server does not ask for");
}

export enum DiagnosticSeverity { Error, Warning, Information, Hint }
export enum DiagnosticTag { Unnecessary = 1, Deprecated }
export enum LanguageStatusSeverity { Information, Warning, Error }
export enum CodeActionTriggerKind { Invoke = 1, Automatic }
export enum LogLevel { Off, Trace, Debug, Info, Warning, Error }
