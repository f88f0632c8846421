"use client";

import { useQuery } from "@tanstack/react-query";
import { ContextBar } from "#components/shell/context-bar.tsx";
import { QueryError, StaleNotice } from "#components/shell/query-state.tsx";
import { formatBytes, formatCount, formatDate, formatTime } from "#components/ui/format.ts";
import { LoadingRows } from "#components/ui/states.tsx";
import { session as sessionQuery, settings as settingsQuery } from "#lib/client/settings.ts";
import type { Settings } from "#lib/runs/index.ts";
import { LookSettings } from "./look-settings.tsx";
import { ModelList } from "./model-list.tsx";
import { Section, Setting } from "./section.tsx";

const LANES_MS = 2000;

/** What this installation runs on, what it allows, and how it looks. Nothing here is a secret. */
export function SettingsScreen() {
  // Lanes change by themselves, while a probe asks and when an endpoint comes back.
  const settings = useQuery({ ...settingsQuery(), refetchInterval: LANES_MS });
  return (
    <>
      <ContextBar crumbs={[{ label: "Settings" }]} />
      {settings.error && settings.data && (
        <StaleNotice error={settings.error} fromMs={settings.dataUpdatedAt} onRetry={() => settings.refetch()} />
      )}
      <div className="pane grow overflow-y-auto">
        <div className="settings-body">
          <LookSettings />
          {settings.isError && !settings.data ? (
            <QueryError what="The settings" error={settings.error} onRetry={() => settings.refetch()} />
          ) : settings.data ? (
            <Installation settings={settings.data} />
          ) : (
            <LoadingRows label="the settings" />
          )}
        </div>
      </div>
    </>
  );
}

function Installation({ settings }: { readonly settings: Settings }) {
  const { limits, policy, database, defaults } = settings;
  return (
    <>
      <Section title="Authors" note="who writes the thoughts">
        <ModelList models={settings.authors} chosen={defaults.author} pricesAsOf={settings.pricesAsOf} />
      </Section>
      <Section title="Scorers" note="who measures whether a thought helps">
        <ModelList models={settings.scorers} chosen={defaults.scorer} pricesAsOf={settings.pricesAsOf} />
      </Section>
      <Section title="Prices" note="what the ledger reckons with; nothing is built in">
        <Setting name="As of" variable="RETRACE_PRICES">
          {settings.pricesAsOf === null
            ? "none given: costs are unknown, and no budget in dollars lets a call pass"
            : formatDate(settings.pricesAsOf)}
        </Setting>
      </Section>
      <Section title="Defaults of a run" note="each import can choose otherwise">
        <Setting name="Search">
          {defaults.search.mode}, {defaults.search.candidates} rewrites a pass (K), {defaults.search.passes} passes (R)
        </Setting>
        <Setting name="A rewrite counts when S falls by">
          at least {defaults.search.relativeMargin * 100} %, or by {defaults.search.standardErrors} standard errors
        </Setting>
        <Setting name="Leak gate">
          over {defaults.search.leakOverlap * 100} % of 8-grams, a run of over {defaults.search.leakRun} code tokens,
          over {defaults.search.leakPieces} bits in pieces, {defaults.search.leakSpoken} told in words, or{" "}
          {defaults.search.leakBits} under other names
        </Setting>
        <Setting name="Gain from what is copied">
          at most {defaults.search.copiedGain * 100} % of a rewrite's gain
        </Setting>
        <Setting name="Thoughts that do not help">
          {defaults.search.dropUnhelpful
            ? "left out of the text where a language model measures; kept for audit"
            : "kept in the text"}
        </Setting>
        <Setting name="Reads before writing">at most {defaults.maxReads} files</Setting>
      </Section>
      <Section title="Limits of an import" note="what is over a file's limit is left out and reported">
        <Setting name="Files">{formatCount(limits.files)}</Setting>
        <Setting name="Size of one file">{formatBytes(limits.fileBytes)}</Setting>
        <Setting name="Size of all">{formatBytes(limits.totalBytes)}</Setting>
        <Setting name="Archive, unpacked over packed">{limits.expansion} times</Setting>
        <Setting name="Time">{formatTime(limits.wallMs)}</Setting>
      </Section>
      <Section title="Policy" note="set where Retrace is started">
        <Setting name="Folders of this machine" variable="RETRACE_ALLOW_FOLDERS">
          {policy.folders ? "may be imported here" : "only by the command line"}
        </Setting>
        <Setting name="Git over ssh and file" variable="RETRACE_ALLOW_LOCAL_GIT">
          {policy.localGit ? "allowed" : "refused; https only"}
        </Setting>
      </Section>
      <Section title="System">
        <Setting name="Version">{settings.version}</Setting>
        <Setting name="Runtime">{settings.runtime}</Setting>
        <Setting name="Database" variable="DATABASE_URL">
          {database.kind === "embedded" ? "embedded, " : "external, "}
          {database.version}
        </Setting>
        <Setting name="Workers">
          {settings.workers === 0 ? "none: runs wait until one is started" : formatCount(settings.workers)}
        </Setting>
        <SignedIn />
      </Section>
    </>
  );
}

function SignedIn() {
  const { data } = useQuery(sessionQuery());
  if (!data) return null;
  return (
    <Setting name="Signed in as">
      {data.reviewer}, until {formatDate(data.expiresAt)}
    </Setting>
  );
}
