import type { Metadata } from "next";
import { NoRun } from "#components/runs/no-run.tsx";

export const metadata: Metadata = { title: "Runs" };

export default function RunsPage() {
  return <NoRun />;
}
