-- AlterTable
ALTER TABLE "ModelCall" ADD COLUMN     "countedMicros" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "countedTokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "spoiltAttempts" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "SpendHold" ADD COLUMN     "endpoint" TEXT,
ADD COLUMN     "lostCallId" BIGINT,
ADD COLUMN     "model" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "purpose" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "ModelCall_replyKey_idx" ON "ModelCall"("replyKey");

-- What was told of calls so far is what was counted for them.
UPDATE "ModelCall" SET "countedMicros" = COALESCE("costMicros", 0),
  "countedTokens" = COALESCE("inputTokens", 0) + COALESCE("outputTokens", 0)
WHERE NOT served;

-- The built-in models have always been free.
UPDATE "ModelCall" SET "costMicros" = 0, "priceVersion" = 'free: built in', "countedTokens" = 0
WHERE model LIKE 'builtin/%';
