"use client";

import { useEffect, useRef } from "react";
import type { EditorLanguage } from "./code-language.ts";
import { editor, followTheme, readOptions } from "./monaco.ts";

export type CodeEditorProps = {
  readonly text: string;
  readonly language: EditorLanguage;
  readonly label: string;
  /** 1-based line to bring into sight and mark. */
  readonly line?: number | null;
  readonly wrap?: boolean;
};

/** The mounted editor. Use `CodeView`, which loads this lazily. */
export default function CodeEditor({ text, language, label, line = null, wrap = false }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const instance = useRef<editor.IStandaloneCodeEditor | null>(null);

  // Monaco owns its own DOM: it is made once and then told what to show.
  useEffect(() => {
    if (!host.current) return;
    const stop = followTheme();
    const created = editor.create(host.current, {
      ...readOptions,
      lineNumbersMinChars: 4,
      glyphMargin: false,
      lineDecorationsWidth: 8,
    });
    instance.current = created;
    return () => {
      instance.current = null;
      created.getModel()?.dispose();
      created.dispose();
      stop();
    };
  }, []);

  useEffect(() => {
    instance.current?.updateOptions({ ariaLabel: label, wordWrap: wrap ? "on" : "off" });
  }, [label, wrap]);

  useEffect(() => {
    const model = editor.createModel(text, language);
    const current = instance.current;
    const before = current?.getModel();
    current?.setModel(model);
    before?.dispose();
    current?.setScrollPosition({ scrollTop: 0, scrollLeft: 0 });
  }, [text, language]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text has its line marked anew
  useEffect(() => {
    const current = instance.current;
    if (!current || line === null) return;
    const model = current.getModel();
    const target = Math.min(line, model?.getLineCount() ?? 1);
    current.revealLineInCenter(target);
    const marks = current.createDecorationsCollection([
      {
        range: { startLineNumber: target, startColumn: 1, endLineNumber: target, endColumn: 1 },
        options: { isWholeLine: true, className: "code-line-mark" },
      },
    ]);
    return () => marks.clear();
  }, [line, text]);

  return <div ref={host} className="h-full min-h-0 w-full" />;
}
