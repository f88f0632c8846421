import type { Metadata } from "next";
import { Suspense } from "react";
import { DatasetScreen } from "#components/dataset/dataset-screen.tsx";

export const metadata: Metadata = { title: "Datasets" };

export default function DatasetsPage() {
  return (
    <Suspense>
      <DatasetScreen />
    </Suspense>
  );
}
