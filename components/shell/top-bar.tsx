"use client";

import { useQuery } from "@tanstack/react-query";
import { Contrast, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Button, IconButton } from "#components/ui/button.tsx";
import { Keys } from "#components/ui/kbd.tsx";
import { Menu, type MenuItem } from "#components/ui/menu.tsx";
import { session } from "#lib/client/settings.ts";
import { Logo } from "./logo.tsx";
import { usePreferences } from "./preferences-provider.tsx";
import { SCREENS, screenOf } from "./screens.ts";

export function TopBar({ onPalette, onSheet }: { readonly onPalette: () => void; readonly onSheet: () => void }) {
  const current = screenOf(usePathname());
  return (
    <header className="top-bar">
      <Link className="brand" href="/" aria-label="Retrace, repositories">
        <Logo />
        Retrace
      </Link>
      <nav className="nav" aria-label="Main">
        {SCREENS.map(({ href, name }) => (
          <Link key={href} href={href} aria-current={current?.href === href ? "page" : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <span className="grow" />
      <button
        type="button"
        className="omni"
        onClick={onPalette}
        aria-label="Go to run, trajectory, repository or screen"
      >
        <Search className="ico" aria-hidden="true" />
        <span className="grow truncate text-left">Go to run, file, screen</span>
        <Keys keys="Mod+K" />
      </button>
      <ThemeMenu />
      <Button variant="quiet" aria-label="Keyboard shortcuts" title="Keyboard shortcuts" data-icon="" onClick={onSheet}>
        <Keys keys="?" />
      </Button>
      <Reviewer />
    </header>
  );
}

const THEMES = [
  { id: "system", label: "As the system" },
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
] as const;

function ThemeMenu() {
  const { preferences, choose } = usePreferences();
  const more = preferences.contrast === "more";
  const items: MenuItem[] = [
    { kind: "label", id: "theme", label: "Theme" },
    ...THEMES.map(
      ({ id, label }): MenuItem => ({
        kind: "check",
        id,
        label,
        checked: preferences.theme === id,
        onSelect: () => choose({ theme: id }),
      }),
    ),
    { kind: "line", id: "line" },
    {
      kind: "check",
      id: "contrast",
      label: "More contrast",
      checked: more,
      onSelect: () => choose({ contrast: more ? "system" : "more" }),
    },
  ];
  const trigger = (
    <IconButton label="Theme and contrast">
      <Contrast aria-hidden="true" />
    </IconButton>
  );
  return <Menu trigger={trigger} items={items} align="end" />;
}

function Reviewer() {
  const { data } = useQuery(session());
  if (!data) return null;
  return (
    <span className="avatar" role="img" aria-label={`Signed in as ${data.reviewer}`} title={data.reviewer}>
      {initials(data.reviewer)}
    </span>
  );
}

/** Two letters of a name. */
function initials(name: string): string {
  const words = name.split(/[\s._@-]+/u).filter((word) => word !== "");
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word.slice(0, 1)) : [name.slice(0, 2)];
  return letters.join("").toUpperCase();
}
