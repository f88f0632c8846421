"use client";

import { Copy } from "lucide-react";
import dynamic from "next/dynamic";
import { IconButton } from "#components/ui/button.tsx";
import { LoadingRows } from "#components/ui/states.tsx";
import { useToasts } from "#components/ui/toast.tsx";
import type { CodeEditorProps } from "./code-editor.tsx";
import type { DiffEditorProps } from "./diff-editor.tsx";

const LazyCode = dynamic(() => import("./code-editor.tsx"), { ssr: false, loading: () => <Loading /> });
const LazyDiff = dynamic(() => import("./diff-editor.tsx"), { ssr: false, loading: () => <Loading /> });

/** A file to read, with the mask of its text as a strip at the left: solid is trained, hatched is given. */
export function CodeView({ mask, ...rest }: CodeEditorProps & { readonly mask?: "train" | "mask" }) {
  return (
    <div className="flex min-h-0 grow">
      {mask !== undefined && (
        <i
          className="mask-gutter flex-none"
          data-mask={mask}
          role="img"
          aria-label={mask === "train" ? "trained" : "not trained"}
          title={mask === "train" ? "trained" : "not trained"}
        />
      )}
      <div className="min-w-0 grow">
        <LazyCode {...rest} />
      </div>
    </div>
  );
}

/** Two versions of a text side by side; one below the other where there is no room. */
export function DiffView(props: DiffEditorProps) {
  return (
    <div className="min-h-0 grow">
      <LazyDiff {...props} />
    </div>
  );
}

/** Copies the text as it is, byte for byte: an editor's own copy may join line ends that differ. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const toasts = useToasts();
  function copy() {
    navigator.clipboard.writeText(text).then(
      () => toasts.show({ message: `Copied ${what}` }),
      () => toasts.show({ message: "The browser refused the clipboard; select the text and copy it by hand." }),
    );
  }
  return (
    <IconButton label={`Copy ${what}`} size="sm" onClick={copy}>
      <Copy aria-hidden="true" />
    </IconButton>
  );
}

function Loading() {
  return <LoadingRows rows={10} height={18} label="code" />;
}
