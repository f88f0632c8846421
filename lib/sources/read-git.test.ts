import { chmodSync, existsSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { readGit } from "./read-git.ts";
import { aContext, aRepository, commitAll, gitIn, summary, temporaryFolder, write } from "./test-world.ts";

const open = aContext({}, { localGit: true });
const fileUrl = (folder: string) => pathToFileURL(folder).href;
const read = (address: string, rest: { commit?: string; subPath?: string } = {}, context = open) =>
  readGit({ kind: "git", address, ...rest }, context);

describe("readGit", () => {
  test("reads exact bytes of the default branch's commit, whatever a checkout would do", async () => {
    const folder = aRepository({
      ".gitattributes": "*.txt text eol=crlf\n*.sub export-subst\n*.skip export-ignore\n",
      "lf.txt": "a\nb\n",
      "b.bin": new Uint8Array([0, 255, 13, 10]),
      "v.sub": "$Format:%H$",
      "x.skip": "kept",
      "empty.txt": "",
    });
    const reading = await read(fileUrl(folder));
    expect(reading).toMatchObject({
      kind: "git",
      address: fileUrl(folder),
      commit: gitIn(folder, "rev-parse", "HEAD"),
    });
    expect(summary(reading).kept).toMatchObject({
      "lf.txt": "a\nb\n",
      "b.bin": "\u0000\u00ff\r\n",
      "v.sub": "$Format:%H$",
      "x.skip": "kept",
      "empty.txt": "",
    });
  });

  test("keeps CRLF that is in the commit", async () => {
    const folder = aRepository({ "a.txt": "a\r\nb\r\n" });
    expect(summary(await read(fileUrl(folder))).kept["a.txt"]).toBe("a\r\nb\r\n");
  });

  test("runs no hook, fetches no submodule and follows no link", async () => {
    const mark = join(temporaryFolder(), "ran");
    const inner = aRepository({ "inner.ts": "inner" });
    const folder = aRepository({ "a.ts": "a" });
    symlinkSync("a.ts", join(folder, "inside"));
    symlinkSync("/etc/passwd", join(folder, "outside"));
    gitIn(folder, "submodule", "--quiet", "add", fileUrl(inner), "sub");
    commitAll(folder);
    for (const hook of ["post-checkout", "pre-receive", "update", "reference-transaction", "post-index-change"]) {
      const path = join(folder, ".git/hooks", hook);
      writeFileSync(path, `#!/bin/sh\ntouch ${mark}\n`);
      chmodSync(path, 0o755);
    }
    const { kept, leftOut } = summary(await read(fileUrl(folder)));
    expect(Object.keys(kept)).toEqual([".gitmodules", "a.ts"]);
    expect(leftOut).toEqual({
      inside: "symbolic-link: symbolic links are not followed",
      outside: "symbolic-link: the link points outside the source",
      sub: `submodule: a repository of its own, at commit ${gitIn(inner, "rev-parse", "HEAD")}`,
    });
    expect(existsSync(mark)).toBe(false);
  });

  test("takes a branch, a tag, a commit and a shortened commit", async () => {
    const folder = aRepository({ "a.ts": "first" });
    const first = gitIn(folder, "rev-parse", "HEAD");
    gitIn(folder, "tag", "--annotate", "--message=one", "v1");
    gitIn(folder, "branch", "old/one");
    write(folder, { "a.ts": "second" });
    commitAll(folder);
    for (const commit of [first, first.slice(0, 9), "v1", "old/one"]) {
      const reading = await read(fileUrl(folder), { commit });
      expect([commit, reading.commit, summary(reading).kept["a.ts"]]).toEqual([commit, first, "first"]);
    }
    await expect(read(fileUrl(folder), { commit: "nothing" })).rejects.toThrow("Could not fetch nothing of file:///");
    await expect(read(fileUrl(folder), { commit: "abcdef1" })).rejects.toThrow("there is no commit abcdef1");
  });

  test("reads a sub-path, with licences around it, or names folders that exist", async () => {
    const folder = aRepository({ LICENSE: "l", "packages/core/a.ts": "a", "packages/cli/b.ts": "b" });
    const reading = await read(fileUrl(folder), { subPath: "packages/core" });
    expect(summary(reading).kept).toEqual({ "a.ts": "a" });
    expect(reading.above.map((file) => file.path)).toEqual(["../../LICENSE"]);
    await expect(read(fileUrl(folder), { subPath: "packages/x" })).rejects.toThrow(
      "subPath: there is no folder packages/x. Folders that exist: packages/cli, packages/core.",
    );
  });

  test("leaves a big file out and refuses past the whole", async () => {
    const folder = aRepository({ "a.ts": "a", "big.bin": new Uint8Array(5000), "c.ts": "c" });
    expect(summary(await read(fileUrl(folder), {}, aContext({ fileBytes: 1000 }, { localGit: true }))).leftOut).toEqual(
      {
        "big.bin": "too-large: 5000 bytes; the limit is 1000 bytes a file (fileBytes)",
      },
    );
    await expect(read(fileUrl(folder), {}, aContext({ files: 1 }, { localGit: true }))).rejects.toThrow("limit files");
    await expect(read(fileUrl(folder), {}, aContext({ totalBytes: 100 }, { localGit: true }))).rejects.toThrow(
      "limit totalBytes",
    );
  });

  test("takes a path on disk under the folder policy alone, and stops on its signal", async () => {
    const folder = aRepository({ "a.ts": "a" });
    expect(summary(await read(folder, {}, aContext())).kept).toEqual({ "a.ts": "a" });
    const stopped = { ...open, signal: AbortSignal.abort(new Error("stopped by hand")) };
    await expect(read(folder, {}, stopped)).rejects.toThrow("stopped by hand");
  });

  test("refuses options and helpers before git is run, and leaves no temporary folder behind", async () => {
    const mark = join(temporaryFolder(), "ran");
    for (const address of [`--upload-pack=touch ${mark}`, `ext::sh -c touch% ${mark}`, `file:///${mark}`]) {
      await expect(read(address)).rejects.toMatchObject({ name: "AppError" });
    }
    await expect(read(fileUrl(temporaryFolder()))).rejects.toThrow("Could not fetch");
    expect(existsSync(mark)).toBe(false);
    const folder = aRepository({ "a.ts": "a" });
    await read(fileUrl(folder));
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(`retrace-git-${process.pid}-`))).toEqual([]);
  });
});
