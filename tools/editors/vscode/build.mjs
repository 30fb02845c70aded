// Bundles the extension, or its tests, with what they import.
//
// usage: node build.mjs extension FOLDER   FOLDER/extension.js, for VS Code, and the notices of what is in it
//        node build.mjs tests FOLDER       FOLDER/*.test.js, for `node --test`; test/host.ts plays VS Code
import { build } from "esbuild";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [what, folder] = process.argv.slice(2);
const common = { bundle: true, platform: "node", target: "node20", format: "cjs", outdir: folder, logLevel: "warning" };

/** The licence of each package whose code is among the inputs. Throws if one has none. */
function notices(inputs) {
  const folders = new Set(inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  return [...folders].sort().map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) {
      throw new Error(`${name} has no file with its licence`);
    }
    return `${name} ${version} (${license})\n\n${readFileSync(join(path, file), "utf8").trim()}\n`;
  }).join(`\n${"-".repeat(80)}\n\n`);
}

if (what === "extension" && folder) {
  const { metafile } = await build({ ...common, entryPoints: [join(here, "src/extension.ts")], external: ["vscode"], minify: true,
    metafile: true });
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), notices(Object.keys(metafile.inputs).map((path) => resolve(path))));
} else if (what === "tests" && folder) {
  const tests = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts"));
  await build({ ...common, entryPoints: tests.map((name) => join(here, "test", name)), sourcemap: "inline",
    alias: { vscode: join(here, "test/host.ts") } });
} else {
  console.error("usage: node build.mjs extension|tests FOLDER");
  process.exit(2);
}
