import { describe, expect, test, vi } from "vitest";
import { type GitSetting, git, withGit } from "./git-process.ts";
import { temporaryFolder } from "./test-world.ts";

const setting = (rest: Partial<GitSetting> = {}): GitSetting => ({
  home: temporaryFolder(),
  signal: new AbortController().signal,
  ...rest,
});
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("git", () => {
  test("gives exact bytes", async () => {
    expect((await git(setting(), ["--version"])).toString()).toMatch(/^git version /);
  });

  test("a git that waits for ever is killed with its signal", async () => {
    const stop = new AbortController();
    let pid = 0;
    const work = withGit(setting({ signal: stop.signal }), ["hash-object", "--stdin"], async (child) => {
      pid = child.pid ?? 0;
      setTimeout(() => stop.abort(new Error("by hand")), 20);
      for await (const _chunk of child.stdout);
    });
    await expect(work).rejects.toThrow("by hand");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  });

  test("a failure says what git said, without user information", async () => {
    const failing = git(setting({ protocols: ["https"], credentials: "me:secret" }), [
      "ls-remote",
      "https://me:secret@-invalid-/x",
    ]);
    await expect(failing).rejects.toMatchObject({ code: "upstream", message: expect.not.stringContaining("secret") });
  });

  test("no transport runs unless it is named", async () => {
    await expect(git(setting(), ["ls-remote", "file:///tmp"])).rejects.toThrow("transport 'file' not allowed");
    await expect(git(setting({ protocols: ["https"] }), ["ls-remote", "ext::sh -c true"])).rejects.toThrow(
      "transport 'ext' not allowed",
    );
  });

  test("a machine without git is told so", async () => {
    vi.stubEnv("PATH", temporaryFolder());
    await expect(git(setting(), ["--version"])).rejects.toThrow("git was not found on this machine: install git");
    vi.unstubAllEnvs();
  });
});
