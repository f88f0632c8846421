import { writeFileSync } from "node:fs";

// Loaded before a tool that is measured: leaves its greatest memory (kibibytes, getrusage) in a file when it ends.
const report = process.env.RETRACE_BENCH_USAGE;
if (report) process.on("exit", () => writeFileSync(report, JSON.stringify({ maxRSS: process.resourceUsage().maxRSS })));
