import { statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AppError } from "#lib/std/errors.ts";
import type { ImportPolicy } from "./reading.ts";

export type GitAddress = {
  /** What git is given: no user information except ssh's user name. */
  readonly fetchUrl: string;
  /** What is stored and shown. */
  readonly address: string;
  readonly protocol: "https" | "file" | "ssh";
  /** `user:password` of the address, for this one fetch only; never stored, never logged. */
  readonly credentials: string | null;
  readonly name: string;
};

/** Reads a git address, or refuses it and says which form is allowed. */
export function parseGitAddress(given: string, policy: ImportPolicy): GitAddress {
  if (given.startsWith("-")) throw refused("must not begin with a dash, which git reads as an option");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(given)) throw refused("must not hold control characters");
  if (/^[^/:]*::/.test(given)) throw refused("names a remote helper, which runs a program; use an https:// address");
  if (/^(\/|~\/|\.\.?(\/|$))/.test(given)) return localAddress(given, policy);
  if (/[\s\\]/.test(given)) throw refused("must not hold spaces or backslashes");
  if (/^[\w.-]+@[\w.-]+:(?!\/\/)/.test(given)) return sshAddress(given.replace(":", "/"), policy);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase();
  switch (scheme) {
    case "https":
      return httpsAddress(given);
    case "ssh":
      return sshAddress(given.slice("ssh://".length), policy);
    case "file":
      return fileAddress(given, policy);
    case "http":
      throw refused("must be https://: http is neither private nor protected from change");
    default:
      throw refused("must be an https:// address, such as https://github.com/owner/name");
  }
}

/** A branch, tag or commit, or an error that says what is allowed. */
export function checkCommit(commit: string): string {
  const sound = /^[A-Za-z0-9_][A-Za-z0-9_./+@#-]*$/.test(commit) && !/\.\.|@\{|\/\/|\.lock$|[./]$/.test(commit);
  if (sound) return commit;
  const message =
    "must be a branch, a tag or a commit: letters, digits and . _ - / + @ #, beginning with a letter or digit";
  throw new AppError("invalid", `commit: ${message}`, { fields: [{ field: "commit", message }] });
}

/** Text of git's with whatever could be user information taken out. */
export function withoutCredentials(text: string, credentials: string | null): string {
  const cleaned = text.replace(/\/\/[^/\s@]*@/g, "//");
  const parts = credentials ? [credentials, ...credentials.split(":")].filter((part) => part.length > 2) : [];
  return parts.reduce((rest, part) => rest.replaceAll(part, "…"), cleaned);
}

function httpsAddress(given: string): GitAddress {
  const url = parseUrl(given);
  if (!url.hostname || url.hostname.startsWith("-")) throw refused("has no host name");
  if (url.search || url.hash) throw refused("must not have a query or a fragment");
  const path = url.pathname.replace(/\/+$/, "");
  if (path === "") throw refused("names a host and no repository");
  const bare = `https://${url.host}${path}`;
  const named = url.username !== "" || url.password !== "";
  const credentials = named ? `${decoded(url.username)}:${decoded(url.password)}` : null;
  return { fetchUrl: bare, address: bare, protocol: "https", credentials, name: nameOf(path) };
}

/** `rest` is `[user@]host[:port]/path`. */
function sshAddress(rest: string, policy: ImportPolicy): GitAddress {
  if (!policy.localGit)
    throw forbidden("ssh:// addresses use this machine's keys and are off", "RETRACE_ALLOW_LOCAL_GIT=1");
  const match = /^(?:([A-Za-z0-9_][\w.-]*)@)?([A-Za-z0-9][A-Za-z0-9.-]*)(:\d{1,5})?(\/[^?#-][^?#]*)$/.exec(rest);
  if (!match) throw refused("is not of the form ssh://user@host/path; a password has no place in it");
  const [, user, host = "", port = "", path = ""] = match;
  const url = `ssh://${user ? `${user}@` : ""}${host}${port}${path.replace(/\/+$/, "")}`;
  return { fetchUrl: url, address: url, protocol: "ssh", credentials: null, name: nameOf(path) };
}

function fileAddress(given: string, policy: ImportPolicy): GitAddress {
  if (!policy.localGit)
    throw forbidden("file:// addresses reach this machine's files and are off", "RETRACE_ALLOW_LOCAL_GIT=1");
  const url = parseUrl(given);
  if (url.host || url.search || url.hash) throw refused("must be file:///absolute/path");
  return onDisk(filePath(url));
}

function localAddress(given: string, policy: ImportPolicy): GitAddress {
  if (!policy.folders) throw forbidden("importing from this machine's folders is off", "RETRACE_ALLOW_FOLDERS=1");
  return onDisk(resolve(given.startsWith("~/") ? given.replace("~", homedir()) : given));
}

function onDisk(path: string): GitAddress {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there?.isDirectory()) throw refused(`names no folder: ${path} does not exist`);
  const url = pathToFileURL(path).href;
  const named = basename(path) === ".git" ? dirname(path) : path;
  return { fetchUrl: url, address: url, protocol: "file", credentials: null, name: nameOf(named) };
}

function nameOf(path: string): string {
  const last = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return decoded(last.replace(/\.git$/, "")) || "repository";
}

function parseUrl(given: string): URL {
  const url = URL.parse(given);
  if (!url) throw refused("is not a well-formed address");
  return url;
}

function filePath(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw refused("is not a well-formed file:// address");
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refused(what: string): AppError {
  return new AppError("invalid", `address: ${what}`, { fields: [{ field: "address", message: what }] });
}

function forbidden(what: string, remedy: string): AppError {
  const message = `${what}; the operator can allow it with ${remedy}`;
  return new AppError("forbidden", `address: ${message}`, { fields: [{ field: "address", message }] });
}
