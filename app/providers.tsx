"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Preferences } from "#components/shell/preferences.ts";
import { PreferencesProvider } from "#components/shell/preferences-provider.tsx";
import { ToastProvider } from "#components/ui/toast.tsx";
import { TooltipProvider } from "#components/ui/tooltip.tsx";
import { ClientError } from "#lib/client/http.ts";

/** The only client wrapper of the app. */
export function Providers({
  preferences,
  children,
}: {
  readonly preferences: Preferences;
  readonly children: ReactNode;
}) {
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={client}>
      <PreferencesProvider initial={preferences}>
        <TooltipProvider delayDuration={300}>
          <ToastProvider>{children}</ToastProvider>
        </TooltipProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  );
}

const STALE_MS = 5000;
const RETRIES = 1;
const RETRY_MS = 500;

function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: STALE_MS, retry: isWorthRetrying, retryDelay: RETRY_MS } },
  });
}

/** Another attempt helps where no reply came or the server stumbled, never where it refused. */
function isWorthRetrying(count: number, error: Error): boolean {
  if (count >= RETRIES) return false;
  return !(error instanceof ClientError) || error.status === 0 || error.status >= 500;
}
