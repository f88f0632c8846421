import { execFileSync } from "node:child_process";
import { createEngine } from "@secretlint/node";

/** No key, token or password in any tracked file. */
const engine = await createEngine({
  cwd: process.cwd(),
  color: false,
  formatter: "unix",
  configFileJSON: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }] },
});
const tracked = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8", maxBuffer: 1 << 26 }).split("\0");
const filePathList = tracked.filter(
  (path) => /[.](ts|tsx|js|mjs|cjs|json|md|yml|yaml|css|prisma|sql|toml)$/.test(path) && path !== "package-lock.json",
);
const result = await engine.executeOnFiles({ filePathList });
if (!result.ok) {
  console.log(result.output);
  process.exitCode = 1;
}
