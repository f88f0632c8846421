/* Builders for this module's tests: temporary folders, real git repositories, archives with chosen names. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { onTestFinished } from "vitest";
import { ZipFile } from "yazl";
import type { ArchiveFile } from "./archive-file.ts";
import type { ReadContext, Reading } from "./reading.ts";
import { defaultImportLimits, type ImportLimits } from "./schema.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "retrace-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function aFolder(files: Files): string {
  const folder = temporaryFolder();
  write(folder, files);
  return folder;
}

export function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function gitIn(folder: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", NODE_ENV: process.env.NODE_ENV };
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "protocol.file.allow=always"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] })
    .toString()
    .trim();
}

export function aRepository(files: Files): string {
  const folder = aFolder(files);
  gitIn(folder, "init", "--quiet", "--initial-branch=main");
  commitAll(folder);
  return folder;
}

export function commitAll(folder: string): string {
  gitIn(folder, "add", "--all");
  gitIn(folder, "commit", "--quiet", "--message=files");
  return gitIn(folder, "rev-parse", "HEAD");
}

export function aContext(limits: Partial<ImportLimits> = {}, policy: Partial<ReadContext["policy"]> = {}): ReadContext {
  return {
    limits: { ...defaultImportLimits, ...limits },
    policy: { folders: true, localGit: false, ...policy },
    signal: new AbortController().signal,
    progress: () => {},
  };
}

export function anArchive(name: string, content: Uint8Array): ArchiveFile {
  const path = join(temporaryFolder(), "upload");
  writeFileSync(path, content);
  return { path, name, byteCount: content.length };
}

export type TarEntry = Partial<Header> & { readonly name: string; readonly content?: string | Uint8Array };

export async function aTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of entries) {
    tar.entry(header, Buffer.from(content ?? ""));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(bytesOf(chunk));
  return Buffer.concat(chunks);
}

/** The types of tar-stream leave open what its stream carries. */
function bytesOf(chunk: unknown): Buffer {
  if (!(chunk instanceof Uint8Array)) throw new Error("a tar is bytes");
  return Buffer.from(chunk);
}

export async function aTarGz(entries: readonly TarEntry[]): Promise<Buffer> {
  return gzipSync(await aTar(entries));
}

export type ZipEntry = { readonly name: string; readonly content: string | Uint8Array; readonly mode?: number };

/**
 * A zip. yazl refuses hostile names, so each is written as a harmless one of equal length and exchanged in the bytes.
 */
export async function aZip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  const harmless = entries.map((entry, index) => String(index).padStart(Buffer.byteLength(entry.name), "n"));
  for (const [index, { content, mode = 0o100644 }] of entries.entries()) {
    zip.addBuffer(Buffer.from(content), harmless[index] ?? "", { mode });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  for (const [index, entry] of entries.entries()) exchange(bytes, harmless[index] ?? "", entry.name);
  return bytes;
}

/** Exchanges every occurrence of a text by another of the same length. */
export function exchange(bytes: Buffer, from: string, to: string): void {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
}

/** Kept paths with their text, and left-out ones with their reason. */
export function summary(reading: Reading) {
  return {
    kept: Object.fromEntries(reading.files.map((file) => [file.path, Buffer.from(file.content).toString("latin1")])),
    leftOut: Object.fromEntries(reading.leftOut.map((each) => [each.path, `${each.reason}: ${each.detail}`])),
  };
}
