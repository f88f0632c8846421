import type { Metadata } from "next";
import { GraphScreen } from "#components/graph/graph-screen.tsx";

export const metadata: Metadata = { title: "Dependency graph" };

export default async function GraphPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  return <GraphScreen snapshotId={(await params).id} />;
}
