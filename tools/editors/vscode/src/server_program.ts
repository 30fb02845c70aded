import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

/** Which `assay` is started, and why this one. */
export interface ServerProgram {
  readonly command: string;
  readonly origin: "configured" | "bundled" | "PATH";
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Folders that depend on where one stands are passed over: the workspace must not choose. */
function onPath(searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, "assay"))
    .find(isProgram);
}

/**
 * The configured program, else the one in the extension's folder, else the first on the PATH. Throws,
 * with a text for people, if what is configured is not there: whoever names a program means that one.
 */
export function findServerProgram(configured: string, extensionFolder: string, searchPath: string): ServerProgram {
  if (configured !== "") {
    const command = configured.startsWith("~/") ? join(homedir(), configured.slice(2)) : configured;
    if (!isAbsolute(command)) {
      throw new Error(`assay.path must be absolute or begin with ~/, got "${configured}"`);
    }
    if (!isProgram(command)) {
      throw new Error(`assay.path names "${command}", which is not there or no program`);
    }
    return { command, origin: "configured" };
  }
  const bundled = join(extensionFolder, "server", "assay");
  if (isProgram(bundled)) {
    return { command: bundled, origin: "bundled" };
  }
  const found = onPath(searchPath);
  if (found === undefined) {
    throw new Error("there is no assay in the extension nor on the PATH; install it, or set assay.path");
  }
  return { command: found, origin: "PATH" };
}
