"use client";

import { useRouter } from "next/navigation";
import type { Hotkey } from "./hotkeys.ts";

export type Screen = { readonly href: string; readonly name: string; readonly keys: string };

/** The screens of the top bar, in its order. */
export const SCREENS: readonly Screen[] = [
  { href: "/", name: "Repositories", keys: "g i" },
  { href: "/runs", name: "Runs", keys: "g u" },
  { href: "/trajectories", name: "Trajectories", keys: "g t" },
  { href: "/review", name: "Review", keys: "g v" },
  { href: "/experiments", name: "Experiments", keys: "g e" },
  { href: "/datasets", name: "Datasets", keys: "g d" },
  { href: "/settings", name: "Settings", keys: "g s" },
];

/** The screen an address belongs to: trajectories and graphs of snapshots count to the list they are reached from. */
export function screenOf(pathname: string): Screen | undefined {
  if (pathname.startsWith("/snapshots")) return SCREENS[0];
  return SCREENS.findLast(({ href }) => (href === "/" ? pathname === "/" : pathname.startsWith(href)));
}

/** A sequence for each screen: g, then its letter. */
export function useScreens(): Hotkey[] {
  const router = useRouter();
  return SCREENS.map(({ keys, name, href }) => ({ keys, label: `Go to ${name}`, run: () => router.push(href) }));
}
