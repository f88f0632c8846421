import { scorerWords } from "#components/rewrites/candidate-words.ts";
import { plural } from "#components/ui/format.ts";
import type { GraphMode } from "./graph-state.ts";
import type { Scene } from "./scene.ts";

/** What the lines and bars of the picture mean. */
export function GraphLegend({
  focus,
  hasGains,
  range,
  scorer,
  unit,
}: {
  readonly focus: string | null;
  readonly hasGains: boolean;
  readonly range: number;
  readonly scorer: string | null;
  readonly unit: string | null;
}) {
  const name = focus === null ? "" : focus.slice(focus.lastIndexOf("/") + 1);
  return (
    <div className="toolbar graph-legend">
      {focus !== null && (
        <>
          <span>
            <i className="graph-stroke text-accent" />
            {name} needs
          </span>
          <span>
            <i className="graph-stroke text-text" />
            needs {name}
          </span>
        </>
      )}
      <span>
        <i className="graph-stroke text-line-2" />
        bundle, width by edges
      </span>
      {hasGains && (
        <span className="min-w-0" title={`Scored by ${scorerWords(scorer)}`}>
          <i className="h-1.5 w-3.5 bg-better" />
          <span className="truncate">
            mean gain, bar to {range.toFixed(3)} {unit}, {scorerWords(scorer)}
          </span>
        </span>
      )}
      <span className="grow" />
      <span className="max-wide:hidden">
        earlier
        <svg width="36" height="8" viewBox="0 0 36 8" aria-hidden="true">
          <path d="M0 4h34M30 1l4 3-4 3" fill="none" stroke="var(--text-3)" />
        </svg>
        later
      </span>
    </div>
  );
}

/** What is drawn, and what is not. */
export function noteOf(scene: Scene, mode: GraphMode): string {
  const folders = scene.blocks.filter((mark) => mark.block.kind === "folder").length;
  const files = scene.files.length + scene.blocks.reduce((sum, mark) => sum + mark.files.length, 0);
  const parts = [
    ...(mode === "folders" ? [plural(folders, "folder")] : []),
    plural(files, "file"),
    ...(scene.bundles.length > 0 ? [plural(scene.bundles.length, "edge bundle")] : []),
    ...(scene.lines.length > 0 ? [plural(scene.lines.length, "edge")] : []),
  ];
  const missing = [
    ...(scene.missing.files > 0 ? [plural(scene.missing.files, "file")] : []),
    ...(scene.missing.bundles > 0 ? [plural(scene.missing.bundles, "bundle")] : []),
    ...(scene.missing.lines > 0 ? [plural(scene.missing.lines, "edge")] : []),
  ];
  const rest = missing.length > 0 ? ` Not drawn: ${missing.join(", ")}; the table has all.` : "";
  return `Drawn: ${parts.join(", ")}.${rest} The layout follows from the order alone, the same for everyone.`;
}
