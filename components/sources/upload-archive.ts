import { address, ClientError } from "#lib/client/http.ts";
import { UploadReceipt } from "#lib/sources/index.ts";
import { Problem } from "#lib/std/problem.ts";

/**
 * Sends an archive and tells how far it has come. XMLHttpRequest, because fetch does not report what was sent;
 * otherwise it follows lib/client.
 */
export function uploadArchive(
  file: File,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<UploadReceipt> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(["uploads"], { name: file.name }));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      const receipt = UploadReceipt.safeParse(readJson(request.responseText));
      if (request.status < 300 && receipt.success) resolve(receipt.data);
      else reject(toError(request));
    };
    request.onerror = () => reject(new ClientError("offline", 0, "The connection broke while the archive was sent."));
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function toError(request: XMLHttpRequest): ClientError {
  const problem = Problem.safeParse(readJson(request.responseText));
  if (problem.success)
    return new ClientError(problem.data.code, request.status, problem.data.detail, problem.data.fields);
  return new ClientError("unexpected-reply", request.status, `The server answered ${request.status}.`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
