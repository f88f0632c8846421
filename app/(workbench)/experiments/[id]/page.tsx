import type { Metadata } from "next";
import { ExperimentScreen } from "#components/experiments/experiment-screen.tsx";

export const metadata: Metadata = { title: "Experiment" };

export default async function ExperimentPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  return <ExperimentScreen id={(await params).id} />;
}
