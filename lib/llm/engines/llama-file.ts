import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { dataFolder } from "#lib/std/env.ts";
import { AppError, codeOf, messageOf } from "#lib/std/errors.ts";
import { sha256 } from "#lib/std/hash.ts";
import type { LlamaPackage } from "./llama-package.ts";

export type LlamaFile = { readonly path: string; readonly revision: string };

/** Whether this is the address of a model elsewhere, which node-llama-cpp fetches once, rather than a path. */
export function isModelAddress(model: string): boolean {
  return /^(hf|huggingface|https?):/i.test(model);
}

/**
 * The file's name and revision, so that another file under the same name is another model. An address stands for itself, as
 * its file may not be here yet; so does the name of a file that cannot be read, which is told when it is used.
 */
export function modelId(model: string): string {
  if (isModelAddress(model)) return `llama/${model}`;
  try {
    return `llama/${basename(model)}@${ggufRevision(model)}`;
  } catch {
    return `llama/${basename(model)}`;
  }
}

/** The model's file on this machine, fetched first where an address names it. */
export async function llamaFile(llama: LlamaPackage, model: string, signal: AbortSignal): Promise<LlamaFile> {
  const path = isModelAddress(model) ? await fetched(llama, model, signal) : model;
  return { path, revision: ggufRevision(path) };
}

async function fetched(llama: LlamaPackage, address: string, signal: AbortSignal): Promise<string> {
  const directory = join(dataFolder(), "models");
  try {
    await mkdir(directory, { recursive: true });
    return await llama.resolveModelFile(address, { directory, cli: false, signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const message = `${address} cannot be fetched: ${messageOf(error)}. Check the address and the network, or download the GGUF file and set its path.`;
    throw new AppError("upstream", message, { cause: error });
  }
}

const HASHED_BYTES = 2 ** 20;

/**
 * Tells one GGUF file from another without reading gigabytes: a hash of its size and its first and last MiB, which hold
 * metadata and weights. Throws where the file is missing or is no GGUF.
 */
export function ggufRevision(path: string): string {
  const file = opened(path);
  try {
    const { size } = fstatSync(file);
    const first = bytesAt(file, 0, Math.min(size, HASHED_BYTES));
    if (first.toString("latin1", 0, 4) !== "GGUF") {
      const message = `${path} is not a GGUF file. Set the path of a model in llama.cpp's format; its name usually ends in .gguf.`;
      throw new AppError("invalid", message);
    }
    const last = bytesAt(file, Math.max(0, size - HASHED_BYTES), Math.min(size, HASHED_BYTES));
    return sha256(Buffer.concat([Buffer.from(`${size}\n`), first, last])).slice(0, 16);
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const isMissing = codeOf(error) === "ENOENT";
    const why = isMissing ? "does not exist" : `cannot be read (${messageOf(error)})`;
    const message = `The model file ${path} ${why}. Set the path of a GGUF file, or an address such as hf:owner/name:Q4_K_M.`;
    throw new AppError(isMissing ? "not-found" : "invalid", message, { cause: error });
  }
}

function bytesAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, position));
  } catch (error) {
    const message = `The model file cannot be read: ${messageOf(error)}. Set the path of a GGUF file.`;
    throw new AppError("invalid", message, { cause: error });
  }
}
