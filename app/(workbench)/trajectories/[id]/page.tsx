import type { Metadata } from "next";
import { TrajectoryScreen } from "#components/trajectory/trajectory-screen.tsx";

export const metadata: Metadata = { title: "Trajectory" };

export default async function TrajectoryPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  return <TrajectoryScreen id={(await params).id} />;
}
