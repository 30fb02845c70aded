// Bundles the extension, or its tests, with what they import.
//
// usage: node build.mjs extension FOLDER   FOLDER/extension.js, for VS Code
//        node build.mjs tests FOLDER       FOLDER/*.test.js, for `node --test`; test/host.ts plays VS Code
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [what, folder] = process.argv.slice(2);
const common = { bundle: true, platform: "node", target: "node20", format: "cjs", outdir: folder, logLevel: "warning" };

if (what === "extension" && folder) {
  await build({ ...common, entryPoints: [join(here, "src/extension.ts")], external: ["vscode"], minify: true });
} else if (what === "tests" && folder) {
  const tests = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts"));
  await build({ ...common, entryPoints: tests.map((name) => join(here, "test", name)), sourcemap: "inline",
    alias: { vscode: join(here, "test/host.ts") } });
} else {
  console.error("usage: node build.mjs extension|tests FOLDER");
  process.exit(2);
}
