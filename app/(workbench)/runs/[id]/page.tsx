import type { Metadata } from "next";
import { RunScreen } from "#components/runs/run-screen.tsx";

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  return <RunScreen id={(await params).id} />;
}
