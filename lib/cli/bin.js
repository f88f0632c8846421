#!/usr/bin/env node
// The package's `retrace` command. The host's Node may be older than the pinned one, which runs TypeScript directly: this
// file is plain JavaScript and hands over to it.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const node = createRequire(import.meta.url).resolve("node/bin/node");
const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const flags = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];
const child = spawn(node, [...flags, main, ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
