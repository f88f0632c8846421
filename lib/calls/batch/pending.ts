import { prisma } from "#lib/db/client.ts";
import type { PendingBatch } from "../schema.ts";

/** What a run waits for from batches at this moment; null where it waits for none. */
export async function pendingBatch(runId: string): Promise<PendingBatch | null> {
  const items = await prisma.modelBatchItem.findMany({
    where: { runId, state: { in: ["waiting", "batched"] } },
    select: { state: true, batch: { select: { sentAt: true } } },
  });
  if (items.length === 0) return null;
  const sent = items.filter(({ batch }) => batch?.sentAt != null);
  const times = sent.flatMap(({ batch }) => (batch?.sentAt ? [batch.sentAt.getTime()] : []));
  return {
    gathering: items.length - sent.length,
    sent: sent.length,
    sentAt: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
  };
}
