import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/states.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="p-6">
      <h1 className="sr-only">Not found</h1>
      <ErrorState
        title="There is no such page"
        detail="The address has a mistake, or what it names was removed."
        id="404 not-found"
      >
        <ButtonLink href="/" size="sm">
          Repositories
        </ButtonLink>
      </ErrorState>
    </main>
  );
}
