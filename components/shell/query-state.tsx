import { RotateCcw, Unplug } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { formatClock } from "#components/ui/format.ts";
import { ErrorState, Notice } from "#components/ui/states.tsx";
import { ClientError } from "#lib/client/http.ts";

/** A failed request in place: what did not come, why, and what to do about it. `what` reads "The runs". */
export function QueryError({
  what,
  error,
  onRetry,
}: {
  readonly what: string;
  readonly error: Error;
  readonly onRetry?: () => void;
}) {
  const remedy = remedyOf(error);
  return (
    <ErrorState
      title={`${what} did not load`}
      detail={error.message}
      {...(remedy === null ? {} : { remedy })}
      {...(error instanceof ClientError ? { id: idOf(error) } : {})}
      {...(onRetry ? { onRetry } : {})}
    />
  );
}

/** A page that has asked again in vain: what stands on it is old. */
export function StaleNotice({
  error,
  fromMs,
  onRetry,
}: {
  readonly error: Error;
  readonly fromMs: number;
  readonly onRetry: () => void;
}) {
  return (
    <Notice
      icon={<Unplug className="ico text-warn" aria-hidden="true" />}
      title={`What stands here is of ${formatClock(new Date(fromMs).toISOString())}`}
      action={
        <Button size="sm" icon={<RotateCcw aria-hidden="true" />} onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {error.message}
    </Notice>
  );
}

function remedyOf(error: Error): string | null {
  if (!(error instanceof ClientError)) return null;
  switch (error.code) {
    case "unauthenticated":
      return "The sign-in of this browser has ended. Open the link that `npm start` prints, or make a new one with `npm run retrace -- sign-in`.";
    case "not-found":
      return "It may have been removed, or the address has a mistake.";
    case "offline":
      return "Nothing is lost: work goes on as soon as it answers.";
    default:
      return null;
  }
}

function idOf(error: ClientError): string {
  return error.status === 0 ? error.code : `${error.status} ${error.code}`;
}
