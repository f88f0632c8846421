import type { Metadata } from "next";
import { ExperimentList } from "#components/experiments/experiment-list.tsx";

export const metadata: Metadata = { title: "Experiments" };

export default function ExperimentsPage() {
  return <ExperimentList />;
}
