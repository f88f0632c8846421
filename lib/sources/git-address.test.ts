import { describe, expect, test } from "vitest";
import { checkCommit, parseGitAddress, withoutCredentials } from "./git-address.ts";

const closed = { folders: false, localGit: false };
const open = { folders: true, localGit: true };

describe("parseGitAddress", () => {
  test("takes https", () => {
    expect(parseGitAddress("https://github.com/owner/name.git/", closed)).toEqual({
      fetchUrl: "https://github.com/owner/name.git",
      address: "https://github.com/owner/name.git",
      protocol: "https",
      credentials: null,
      name: "name",
    });
  });

  test("takes user information out of what is stored and fetched", () => {
    const { address, fetchUrl, credentials } = parseGitAddress("https://me:s%20cret@host.example/a/b", closed);
    expect({ address, fetchUrl, credentials }).toEqual({
      address: "https://host.example/a/b",
      fetchUrl: "https://host.example/a/b",
      credentials: "me:s cret",
    });
  });

  test.each([
    ["--upload-pack=touch /tmp/x", "must not begin with a dash"],
    ["-oProxyCommand=x", "must not begin with a dash"],
    ["ext::sh -c touch% /tmp/x", "remote helper"],
    ["fd::17", "remote helper"],
    ["http://github.com/a/b", "must be https://"],
    ["git://github.com/a/b", "must be an https:// address"],
    ["ftp://host/a", "must be an https:// address"],
    ["github.com/a/b", "must be an https:// address"],
    ["https://github.com/a/b\n--x", "control characters"],
    ["https://github.com/a b", "spaces"],
    ["https://github.com/a/b?token=1", "query"],
    ["https://github.com/", "no repository"],
    ["https://-x/a/b", ""],
    ["ssh://-oProxyCommand=x/a", "is not of the form"],
    ["ssh://me:secret@host/a", "is not of the form"],
    ["file://host/a", "must be file:///absolute/path"],
    ["file:///no/such/folder/anywhere", "does not exist"],
  ])("refuses %j even where everything is allowed", (address, message) => {
    expect(() => parseGitAddress(address, open)).toThrow(message);
  });

  test.each(["file:///tmp", "ssh://git@host/a/b", "git@host:a/b", "/tmp", "../x", "~/x"])(
    "%j needs the operator",
    (address) => {
      expect(() => parseGitAddress(address, closed)).toThrow(expect.objectContaining({ code: "forbidden" }));
    },
  );

  test("reads both forms of ssh and a local path where they are allowed", () => {
    expect(parseGitAddress("git@host.example:a/b.git", open)).toMatchObject({
      address: "ssh://git@host.example/a/b.git",
      protocol: "ssh",
      name: "b",
    });
    expect(parseGitAddress("ssh://git@host.example:22/a/b", open)).toMatchObject({
      address: "ssh://git@host.example:22/a/b",
    });
    expect(parseGitAddress("/tmp", open)).toMatchObject({ address: "file:///tmp", protocol: "file", name: "tmp" });
  });
});

describe("checkCommit", () => {
  test.each(["main", "v1.2.3", "feature/x-1", "0f3a9bc", "a".repeat(40), "release@2"])("takes %s", (commit) => {
    expect(checkCommit(commit)).toBe(commit);
  });

  test.each(["--upload-pack=x", "-x", "a..b", "a:b", "a b", "HEAD~1", "a@{1}", "^a", "a.lock", "+main", "a*", "a\n"])(
    "refuses %j",
    (commit) => {
      expect(() => checkCommit(commit)).toThrow("commit: must be");
    },
  );
});

test("messages of git lose user information", () => {
  const said = "fatal: unable to access 'https://me:secret@host/a/': secret is wrong";
  expect(withoutCredentials(said, "me:secret")).toBe("fatal: unable to access 'https://host/a/': … is wrong");
});
