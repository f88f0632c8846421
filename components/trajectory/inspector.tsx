"use client";

import type { LensSides } from "#components/rewrites/lens-pane.tsx";
import { Tabs, tabPanel } from "#components/ui/tabs.tsx";
import type { StepHeader } from "#lib/trajectory/index.ts";
import { InspectorCode } from "./inspector-code.tsx";
import { InspectorHistory } from "./inspector-history.tsx";
import { InspectorRewrites } from "./inspector-rewrites.tsx";
import { InspectorText } from "./inspector-text.tsx";
import { InspectorTokens } from "./inspector-tokens.tsx";
import { scoredStep } from "./navigate.ts";
import type { InspectorTab, WorkbenchData } from "./use-workbench.ts";

/** Everything about the current step: its file, its rewrites, its units, the flat text, the reviews. */
export function Inspector({
  data,
  header,
  tab,
  onTab,
  sides,
  onSides,
  onStep,
}: {
  readonly data: WorkbenchData;
  readonly header: StepHeader | null;
  readonly tab: InspectorTab;
  readonly onTab: (tab: InspectorTab) => void;
  /** Chosen sides of the lens; null for no thought against final. */
  readonly sides: LensSides | null;
  readonly onSides: (sides: LensSides) => void;
  readonly onStep: (step: number) => void;
}) {
  const { trajectory, headers, verdicts } = data;
  const scored = header ? scoredStep(headers, header.index) : null;
  const candidates = scored === null ? 0 : (headers[scored]?.candidates ?? 0);
  const tabs = [
    { id: "code", label: "Code" },
    { id: "rewrites", label: "Rewrites", ...(candidates > 0 ? { count: String(candidates) } : {}) },
    { id: "tokens", label: "Tokens" },
    { id: "text", label: "Text" },
    { id: "history", label: "History", ...(verdicts.log.length > 0 ? { count: String(verdicts.log.length) } : {}) },
  ] as const;
  return (
    <>
      <Tabs
        group="inspector"
        label="Inspector"
        tabs={tabs}
        value={tab}
        onChange={(id) => {
          const next = tabs.find((each) => each.id === id);
          if (next) onTab(next.id);
        }}
      />
      <div className="pane min-h-0 grow overflow-y-auto" {...tabPanel("inspector", tab)}>
        <Content
          tab={tab}
          data={data}
          header={header}
          scored={scored}
          sides={sides}
          onSides={onSides}
          onStep={onStep}
          trajectoryId={trajectory.id}
        />
      </div>
    </>
  );
}

function Content({
  tab,
  data,
  header,
  scored,
  sides,
  onSides,
  onStep,
  trajectoryId,
}: Omit<Parameters<typeof Inspector>[0], "onTab"> & { readonly scored: number | null; readonly trajectoryId: string }) {
  switch (tab) {
    case "code":
      return <InspectorCode trajectory={data.trajectory} header={header} />;
    case "rewrites":
      return <InspectorRewrites trajectoryId={trajectoryId} step={scored} />;
    case "tokens":
      return (
        <InspectorTokens
          trajectoryId={trajectoryId}
          step={scored}
          isOther={scored !== header?.index}
          sides={sides}
          onSides={onSides}
        />
      );
    case "text":
      return <InspectorText trajectoryId={trajectoryId} step={header?.index ?? null} onStep={onStep} />;
    case "history":
      return (
        <InspectorHistory
          trajectoryId={trajectoryId}
          step={header?.index ?? null}
          verdicts={data.verdicts}
          onStep={onStep}
        />
      );
  }
}
