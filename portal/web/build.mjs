// Builds the styles, fonts and scripts that the Go binary embeds: sass, then esbuild, into
// static/dist. Names carry a hash of their content, so the server may tell browsers to keep
// them for ever; each text file is also stored compressed, for slow lines.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = resolve(here, "../../node_modules");
const source = join(here, "static/src");
const dist = join(here, "static/dist");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const { css } = sass.compile(join(source, "app.scss"), {
  loadPaths: [modules, dirname(modules)],
  charset: false,
  quietDeps: true,
  logger: sass.Logger.silent,
});

const sharedOptions = {
  bundle: true,
  minify: true,
  outdir: dist,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  target: ["es2022", "chrome109", "safari16", "firefox115"],
  loader: { ".woff2": "file" },
  legalComments: "none",
  nodePaths: [modules],
};

const fonts = await readFile(join(source, "fonts.css"), "utf8");
await esbuild.build({
  ...sharedOptions,
  stdin: { contents: fonts + css, resolveDir: source, sourcefile: "app.css", loader: "css" },
  entryNames: "app-[hash]",
  external: ["/assets/*"],
});
await esbuild.build({ ...sharedOptions, entryPoints: [join(source, "app.js")] });

for (const name of await readdir(dist)) {
  if (!/\.(css|js)$/.test(name)) continue;
  const file = join(dist, name);
  const bytes = await readFile(file);
  await writeFile(file + ".gz", gzipSync(bytes, { level: 9 }));
  await writeFile(file + ".br", brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
console.log(`assets written to ${pathToFileURL(dist).pathname}`);
