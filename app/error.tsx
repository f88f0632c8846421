"use client";

import { ErrorState } from "#components/ui/states.tsx";

/** Catches what a screen did not expect; expected failures are shown in place. */
export default function ScreenError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <div className="p-6">
      <ErrorState
        title="This screen stopped"
        detail={error.message}
        remedy="Stored work is not touched. If it stops again, the log of `npm start` holds the cause under the number below."
        onRetry={reset}
        {...(error.digest === undefined ? {} : { id: error.digest })}
      />
    </div>
  );
}
