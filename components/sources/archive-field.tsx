"use client";

import { FileArchive, X } from "lucide-react";
import { type DragEvent, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Meter } from "#components/ui/meter.tsx";
import { Field } from "#components/ui/text-field.tsx";
import { uploadArchive } from "./upload-archive.ts";

type Upload =
  | { readonly state: "none" }
  | { readonly state: "sending"; readonly file: File; readonly sentBytes: number }
  | { readonly state: "sent"; readonly file: File }
  | { readonly state: "failed"; readonly file: File; readonly message: string };

const ENDINGS = ".zip,.tar,.tar.gz,.tgz";

/** Takes an archive by choice or by drop and uploads it at once, with its progress. */
export function ArchiveField({
  problem,
  onUploadId,
}: {
  readonly problem: string | undefined;
  /** The upload's id once it is there, the empty string before. */
  readonly onUploadId: (uploadId: string) => void;
}) {
  const id = useId();
  const [upload, setUpload] = useState<Upload>({ state: "none" });
  const stop = useRef<AbortController | null>(null);

  // An upload must not outlive the dialog it was begun in.
  useEffect(() => () => stop.current?.abort(), []);

  async function send(file: File) {
    stop.current?.abort();
    const controller = new AbortController();
    stop.current = controller;
    onUploadId("");
    setUpload({ state: "sending", file, sentBytes: 0 });
    try {
      const receipt = await uploadArchive(
        file,
        (sentBytes) => setUpload({ state: "sending", file, sentBytes }),
        controller.signal,
      );
      setUpload({ state: "sent", file });
      onUploadId(receipt.uploadId);
    } catch (error) {
      if (controller.signal.aborted) return;
      setUpload({ state: "failed", file, message: error instanceof Error ? error.message : String(error) });
    }
  }

  function clear() {
    stop.current?.abort();
    setUpload({ state: "none" });
    onUploadId("");
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) send(file);
  }

  return (
    <Field
      id={id}
      label="Archive"
      hint="Paths inside are kept; a single folder around everything is removed."
      problem={upload.state === "failed" ? upload.message : problem}
    >
      {upload.state === "none" || upload.state === "failed" ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the input inside does the same by key
        <div className="drop-zone" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <FileArchive className="ico" aria-hidden="true" />
          <span>Drop a .zip, .tar, .tar.gz or .tgz here, or choose one.</span>
          <input
            id={id}
            type="file"
            accept={ENDINGS}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) send(file);
            }}
          />
        </div>
      ) : (
        <div className="drop-zone" id={id}>
          <FileArchive className="ico" aria-hidden="true" />
          <span className="min-w-0 truncate font-name">{upload.file.name}</span>
          <span className="text-12 text-text-3">
            {upload.state === "sent"
              ? `${formatBytes(upload.file.size)}, uploaded`
              : `${formatBytes(upload.sentBytes)} of ${formatBytes(upload.file.size)}`}
          </span>
          <span className="grow">
            {upload.state === "sending" && (
              <Meter value={upload.sentBytes} total={upload.file.size} label="Upload of the archive" />
            )}
          </span>
          <IconButton label={upload.state === "sent" ? "Choose another" : "Stop the upload"} size="sm" onClick={clear}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </Field>
  );
}
