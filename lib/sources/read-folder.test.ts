import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFolder } from "./read-folder.ts";
import { aContext, aFolder, aRepository, commitAll, gitIn, summary, temporaryFolder, write } from "./test-world.ts";

const read = (path: string, subPath?: string, context = aContext()) =>
  readFolder({ kind: "folder", path, ...(subPath === undefined ? {} : { subPath }) }, context);

describe("a plain folder", () => {
  test("keeps every byte, and leaves installed packages and caches out as folders", async () => {
    const folder = aFolder({
      "a.ts": "one\r\ntwo\r\n",
      "b.bin": new Uint8Array([0, 255, 13, 10, 26]),
      "dist/out.js": "x",
      "node_modules/p/index.js": "x",
      "src/__pycache__/a.pyc": "x",
      "env/pyvenv.cfg": "home = /usr",
      "env/lib/x.py": "x",
      "target/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n# made by a tool",
      "target/debug/a.d": "x",
      "tags/CACHEDIR.TAG": "no signature",
    });
    const reading = await read(folder);
    expect(summary(reading)).toEqual({
      kept: {
        "a.ts": "one\r\ntwo\r\n",
        "b.bin": "\u0000\u00ff\r\n\u001a",
        "dist/out.js": "x",
        "tags/CACHEDIR.TAG": "no signature",
      },
      leftOut: {
        "env/": "ignored: a Python environment",
        "target/": "ignored: marked as a cache by its CACHEDIR.TAG",
        "node_modules/": "ignored: installed packages, caches and version control stay out",
        "src/__pycache__/": "ignored: installed packages, caches and version control stay out",
      },
    });
    expect(reading).toMatchObject({ kind: "folder", address: folder, commit: null });
  });

  test("follows no symbolic link, and says which ones point outside", async () => {
    const outside = aFolder({ "secret.txt": "secret" });
    const folder = aFolder({ "a/real.ts": "real" });
    symlinkSync("real.ts", join(folder, "a/inside"));
    symlinkSync(join(outside, "secret.txt"), join(folder, "a/outside"));
    symlinkSync(outside, join(folder, "folder"));
    const { kept, leftOut } = summary(await read(folder));
    expect(kept).toEqual({ "a/real.ts": "real" });
    expect(leftOut).toEqual({
      "a/inside": "symbolic-link: symbolic links are not followed",
      "a/outside": "symbolic-link: the link points outside the folder",
      folder: "symbolic-link: the link points outside the folder",
    });
  });

  test("reports a 50 MB file, a pipe and a bad name, and keeps the rest", async () => {
    const folder = aFolder({ "a.ts": "a", "bad\\name.ts": "b", "new\nline": "c" });
    writeFileSync(join(folder, "big.bin"), "");
    truncateSync(join(folder, "big.bin"), 50 * 1024 * 1024);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/latin-`), Buffer.from([0xe9])]), "not UTF-8");
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const { kept, leftOut } = summary(await read(folder));
    expect(kept).toEqual({ "a.ts": "a" });
    expect(leftOut).toEqual({
      "bad\\name.ts": "bad-name: the name holds a backslash",
      '"new\\nline"': "bad-name: the name holds a control character",
      "big.bin": "too-large: 52428800 bytes; the limit is 2097152 bytes a file (fileBytes)",
      "latin-\uFFFD": "bad-name: the name is not UTF-8",
      pipe: "not-a-file: a device, socket or pipe",
    });
  });

  test("refuses past a limit of the whole, naming it", async () => {
    const folder = aFolder({ a: "123", b: "456", c: "789" });
    await expect(read(folder, undefined, aContext({ files: 2 }))).rejects.toMatchObject({
      code: "too-large",
      message: "The source has more than 2 files (limit files). Import a sub-path of it, or raise the limit.",
    });
    await expect(read(folder, undefined, aContext({ totalBytes: 8 }))).rejects.toThrow("limit totalBytes");
  });

  test("reads a sub-path with the licences around it", async () => {
    const folder = aFolder({
      LICENSE: "top",
      "packages/package.json": "{}",
      "packages/core/src/a.ts": "a",
      "x.ts": "x",
    });
    const reading = await read(folder, "packages/core/");
    expect(summary(reading).kept).toEqual({ "src/a.ts": "a" });
    expect(reading.above.map((file) => file.path)).toEqual(["../package.json", "../../LICENSE"]);
    expect(reading.name.endsWith("/packages/core")).toBe(true);
    await expect(read(folder, "packages/cora")).rejects.toThrow("Folders that exist: packages/core.");
  });

  test("refuses a sub-path through a link, a file, a missing folder, and a closed policy", async () => {
    const folder = aFolder({ "a.ts": "a" });
    symlinkSync(aFolder({ b: "b" }), join(folder, "link"));
    await expect(read(folder, "link")).rejects.toThrow("leads through a symbolic link");
    await expect(read(join(folder, "a.ts"))).rejects.toThrow("is a file");
    await expect(read(join(folder, "none"))).rejects.toThrow("does not exist");
    await expect(read(folder, undefined, aContext({}, { folders: false }))).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("a git work tree", () => {
  test("keeps what git tracks or would, and names the commit while nothing differs from it", async () => {
    const folder = aRepository({
      ".gitignore": "*.log\n/out/\n",
      "a.ts": "a",
      "out/x": "x",
      "b.log": "b",
      "lib/c.ts": "c",
    });
    const head = gitIn(folder, "rev-parse", "HEAD");
    const clean = await read(folder);
    expect(summary(clean)).toEqual({
      kept: { ".gitignore": "*.log\n/out/\n", "a.ts": "a", "lib/c.ts": "c" },
      leftOut: {
        "b.log": "ignored: left out by the repository's ignore rules",
        "out/": "ignored: left out by the repository's ignore rules",
      },
    });
    expect(clean.commit).toBe(head);

    write(folder, { "a.ts": "changed", "new.ts": "new", "node_modules/p.js": "p" });
    const changed = await read(folder);
    expect(changed.commit).toBeNull();
    expect(Object.keys(summary(changed).kept)).toContain("new.ts");
    expect(summary(changed).leftOut).toHaveProperty(["node_modules/"]);
    // The sub-path is as the commit has it.
    expect((await read(folder, "lib")).commit).toBe(head);
  });

  test("a tracked file that is gone is not part of it", async () => {
    const folder = aRepository({ "a.ts": "a", "b.ts": "b" });
    execFileSync("rm", [join(folder, "b.ts")]);
    const reading = await read(folder);
    expect(summary(reading)).toEqual({ kept: { "a.ts": "a" }, leftOut: {} });
    expect(reading.commit).toBeNull();
  });

  test("does not go through a folder that became a link after it was tracked", async () => {
    const outside = aFolder({ "a.ts": "secret" });
    const folder = aRepository({ "src/a.ts": "a", "b.ts": "b" });
    execFileSync("rm", ["-r", join(folder, "src")]);
    symlinkSync(outside, join(folder, "src"));
    const { kept, leftOut } = summary(await read(folder));
    expect(kept).toEqual({ "b.ts": "b" });
    expect(leftOut["src/a.ts"]).toMatch(/^outside/);
  });

  test("runs nothing that the repository's configuration names", async () => {
    const folder = aRepository({ "a.ts": "a", ".gitattributes": "* filter=evil diff=evil\n" });
    const mark = join(temporaryFolder(), "ran");
    const script = join(folder, ".git/evil.sh");
    writeFileSync(script, `#!/bin/sh\ntouch ${mark}\ncat\n`, { mode: 0o755 });
    for (const key of [
      "core.fsmonitor",
      "filter.evil.clean",
      "filter.evil.smudge",
      "core.pager",
      "diff.evil.textconv",
      "core.sshCommand",
    ]) {
      gitIn(folder, "config", key, script);
    }
    for (const hook of ["post-checkout", "post-index-change", "pre-commit"]) {
      mkdirSync(join(folder, ".git/hooks"), { recursive: true });
      writeFileSync(join(folder, ".git/hooks", hook), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    }
    write(folder, { "a.ts": "b" });
    expect(summary(await read(folder)).kept["a.ts"]).toBe("b");
    expect(() => execFileSync("ls", [mark], { stdio: "ignore" })).toThrow();
  });

  test("a repository inside is left out, and an ignored folder can be imported by itself", async () => {
    const folder = aRepository({ ".gitignore": "scratch/\n", "a.ts": "a" });
    write(folder, { "scratch/b.ts": "b", "inner/c.ts": "c" });
    gitIn(join(folder, "inner"), "init", "--quiet");
    commitAll(join(folder, "inner"));
    expect(summary(await read(folder)).leftOut).toMatchObject({ inner: "submodule: a repository of its own" });
    expect(summary(await read(join(folder, "scratch"))).kept).toEqual({ "b.ts": "b" });
  });
});
