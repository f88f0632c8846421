"use client";

import { useEffect, useRef } from "react";
import type { EditorLanguage } from "./code-language.ts";
import { editor, followTheme, readOptions } from "./monaco.ts";

export type DiffEditorProps = {
  readonly before: string;
  readonly after: string;
  readonly language: EditorLanguage;
  readonly label: string;
};

/** The mounted diff. Use `DiffView`, which loads this lazily. */
export default function DiffEditor({ before, after, language, label }: DiffEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneDiffEditor | null>(null);

  useEffect(() => {
    if (!host.current) return;
    const stop = followTheme();
    const created = editor.createDiffEditor(host.current, {
      ...readOptions,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      wordWrap: "on",
      renderOverviewRuler: false,
      renderIndicators: false,
      lineNumbersMinChars: 3,
      originalAriaLabel: `${label}, before`,
      modifiedAriaLabel: `${label}, after`,
    });
    // The options above name only the inner text areas of older editors.
    created.getOriginalEditor().updateOptions({ ariaLabel: `${label}, before` });
    created.getModifiedEditor().updateOptions({ ariaLabel: `${label}, after` });
    instance.current = created;
    return () => {
      instance.current = null;
      const models = created.getModel();
      created.dispose();
      models?.original.dispose();
      models?.modified.dispose();
      stop();
    };
  }, [label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new label makes a new editor, which needs its models
  useEffect(() => {
    const current = instance.current;
    if (!current) return;
    const old = current.getModel();
    current.setModel({ original: editor.createModel(before, language), modified: editor.createModel(after, language) });
    old?.original.dispose();
    old?.modified.dispose();
  }, [before, after, language, label]);

  return <div ref={host} className="h-full min-h-0 w-full" />;
}
