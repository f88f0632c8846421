import type { Metadata } from "next";
import { Suspense } from "react";
import { RepositoriesScreen } from "#components/sources/repositories-screen.tsx";

export const metadata: Metadata = { title: "Repositories" };

export default function RepositoriesPage() {
  return (
    <Suspense>
      <RepositoriesScreen />
    </Suspense>
  );
}
