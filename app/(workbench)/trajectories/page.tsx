import type { Metadata } from "next";
import { TrajectoriesScreen } from "#components/trajectory/trajectories-screen.tsx";

export const metadata: Metadata = { title: "Trajectories" };

export default function TrajectoriesPage() {
  return <TrajectoriesScreen />;
}
