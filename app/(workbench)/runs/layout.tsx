import { type ReactNode, Suspense } from "react";
import { RunsLayout } from "#components/runs/runs-layout.tsx";

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense>
      <RunsLayout>{children}</RunsLayout>
    </Suspense>
  );
}
