"use client";

import { usePreferences } from "#components/shell/preferences-provider.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Section, Setting } from "./section.tsx";

/** How the screens look and answer, for this browser. */
export function LookSettings() {
  const { preferences, choose } = usePreferences();
  return (
    <Section title="Look" note="kept in this browser">
      <Setting name="Theme">
        <Segmented
          label="Theme"
          value={preferences.theme}
          onChange={(theme) => choose({ theme })}
          segments={[
            { id: "system", label: "As the system" },
            { id: "light", label: "Light" },
            { id: "dark", label: "Dark" },
          ]}
        />
      </Setting>
      <Setting name="Contrast">
        <Segmented
          label="Contrast"
          value={preferences.contrast}
          onChange={(contrast) => choose({ contrast })}
          segments={[
            { id: "system", label: "As the system" },
            { id: "normal", label: "Normal" },
            { id: "more", label: "More" },
          ]}
        />
      </Setting>
      <Setting name="Rows of steps">
        <Segmented
          label="Rows of steps"
          value={preferences.density}
          onChange={(density) => choose({ density })}
          segments={[
            { id: "compact", label: "Compact" },
            { id: "two-line", label: "Two lines" },
          ]}
        />
      </Setting>
      <Setting name="Single letters as shortcuts">
        <Segmented
          label="Single letters as shortcuts"
          value={preferences.letters}
          onChange={(letters) => choose({ letters })}
          segments={[
            { id: "on", label: "On" },
            { id: "off", label: "Off" },
          ]}
        />
      </Setting>
    </Section>
  );
}
