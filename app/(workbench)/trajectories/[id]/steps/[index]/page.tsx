import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { RewritesScreen } from "#components/rewrites/rewrites-screen.tsx";

export const metadata: Metadata = { title: "Rewrites of a thought" };

const Params = z.object({ id: z.string(), index: z.coerce.number().int().nonnegative() });

export default async function RewritesPage({
  params,
}: {
  readonly params: Promise<{ readonly id: string; readonly index: string }>;
}) {
  const parsed = Params.safeParse(await params);
  if (!parsed.success) notFound();
  return <RewritesScreen trajectoryId={parsed.data.id} index={parsed.data.index} />;
}
