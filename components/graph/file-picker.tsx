"use client";

import { useDeferredValue, useId, useMemo, useState } from "react";
import type { GraphFile } from "#lib/structure/index.ts";
import { byOrder } from "./folders.ts";

const most = 30;

/** Finds a file by any part of its path: type, choose with the arrows, Enter takes it. */
export function FilePicker({
  files,
  value,
  onChoose,
}: {
  readonly files: readonly GraphFile[];
  readonly value: string | null;
  readonly onChoose: (path: string | null) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const list = useId();
  const sought = useDeferredValue(typed);
  const found = useMemo(() => (sought === null ? [] : find(files, sought)), [files, sought]);

  function choose(path: string | undefined) {
    if (path === undefined) return;
    setTyped(null);
    setAt(0);
    onChoose(path);
  }

  return (
    <div className="relative">
      <input
        className="input"
        data-mono=""
        type="search"
        role="combobox"
        aria-label="File in focus"
        aria-expanded={typed !== null && found.length > 0}
        aria-controls={list}
        aria-activedescendant={typed !== null && found[at] ? `${list}-${at}` : undefined}
        autoComplete="off"
        placeholder="part of a path"
        value={typed ?? value ?? ""}
        onChange={(event) => {
          setAt(0);
          if (event.target.value === "") {
            setTyped(null);
            onChoose(null);
          } else setTyped(event.target.value);
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (typed === null) return;
          if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
          else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
          else if (event.key === "Enter") choose(found[at]?.path);
          else if (event.key === "Escape") setTyped(null);
          else return;
          event.preventDefault();
        }}
      />
      {typed !== null && (
        <div
          id={list}
          role="listbox"
          aria-label="Files"
          className="pop menu absolute inset-x-0 top-full mt-1 max-h-72 w-72 overflow-y-auto"
        >
          {found.map((file, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the focus and the keys
            <div
              key={file.path}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              className="menu-item"
              data-highlighted={index === at || undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(file.path)}
            >
              <span className="mono truncate">{file.path}</span>
            </div>
          ))}
          {found.length === 0 && <p className="menu-label">No path holds it.</p>}
        </div>
      )}
    </div>
  );
}

/** File names before folders, earlier files first. */
function find(files: readonly GraphFile[], typed: string): GraphFile[] {
  const needle = typed.toLowerCase();
  const rank = (file: GraphFile) =>
    file.path
      .slice(file.path.lastIndexOf("/") + 1)
      .toLowerCase()
      .includes(needle)
      ? 0
      : 1;
  return files
    .filter((file) => file.path.toLowerCase().includes(needle))
    .sort((a, b) => rank(a) - rank(b) || byOrder(a, b))
    .slice(0, most);
}
