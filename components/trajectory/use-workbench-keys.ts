"use client";

import { useHotkeys } from "#components/shell/hotkeys.ts";
import type { InspectorTab } from "./use-workbench.ts";

/** What the keys of the workbench do. */
export type WorkbenchMoves = {
  readonly move: (direction: 1 | -1) => void;
  readonly moveInFile: (direction: 1 | -1) => void;
  readonly moveTrajectory: (direction: 1 | -1) => void;
  readonly moveHit: (direction: 1 | -1) => void;
  readonly moveCandidate: (direction: 1 | -1) => void;
  readonly edge: (edge: "first" | "last") => void;
  readonly goTo: () => void;
  readonly find: () => void;
  readonly fold: () => void;
  readonly foldAll: () => void;
  readonly open: () => void;
  readonly graph: () => void;
  readonly inspect: (tab: InspectorTab) => void;
};

/** Binds the keys of the steps and of the inspector; verdicts bind their own. */
export function useWorkbenchKeys(moves: WorkbenchMoves): void {
  useHotkeys("Steps", [
    { keys: "j", label: "Next step", repeat: true, run: () => moves.move(1) },
    { keys: "k", label: "Previous step", repeat: true, run: () => moves.move(-1) },
    { keys: "ArrowDown", repeat: true, run: () => moves.move(1) },
    { keys: "ArrowUp", repeat: true, run: () => moves.move(-1) },
    { keys: "l", label: "Next step of the same file", repeat: true, run: () => moves.moveInFile(1) },
    { keys: "h", label: "Previous step of the same file", repeat: true, run: () => moves.moveInFile(-1) },
    { keys: "J", label: "Next trajectory", run: () => moves.moveTrajectory(1) },
    { keys: "K", label: "Previous trajectory", run: () => moves.moveTrajectory(-1) },
    { keys: "g g", label: "First step", run: () => moves.edge("first") },
    { keys: "G", label: "Last step", run: () => moves.edge("last") },
    { keys: "Mod+g", label: "Go to step by number", whileTyping: true, run: moves.goTo },
    { keys: "/", label: "Find in all steps", run: moves.find },
    { keys: "Mod+f", whileTyping: true, run: moves.find },
    { keys: "n", label: "Next hit", repeat: true, run: () => moves.moveHit(1) },
    { keys: "N", label: "Previous hit", repeat: true, run: () => moves.moveHit(-1) },
    { keys: "f", label: "Fold or unfold the file", run: moves.fold },
    { keys: "F", label: "Fold or unfold all files", run: moves.foldAll },
    { keys: "Enter", label: "Open the thought whole, or its file", run: moves.open },
    { keys: "g r", label: "Dependency graph", run: moves.graph },
  ]);
  useHotkeys("Inspector", [
    { keys: "c", label: "Code", run: () => moves.inspect("code") },
    { keys: "d", label: "Rewrites; again for their differences", run: () => moves.inspect("rewrites") },
    { keys: "t", label: "Change of log-probability", run: () => moves.inspect("tokens") },
    { keys: "[", label: "Previous candidate in the lens", repeat: true, run: () => moves.moveCandidate(-1) },
    { keys: "]", label: "Next candidate in the lens", repeat: true, run: () => moves.moveCandidate(1) },
  ]);
}
