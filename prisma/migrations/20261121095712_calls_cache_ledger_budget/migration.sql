-- DropIndex
DROP INDEX "ModelCall_runId_idx";

-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "budget" JSONB;

-- AlterTable
ALTER TABLE "ModelCall" ADD COLUMN     "costMicros" BIGINT,
ADD COLUMN     "endpoint" TEXT,
ADD COLUMN     "errorClass" TEXT,
ADD COLUMN     "priceVersion" TEXT,
ADD COLUMN     "replyKey" TEXT,
ADD COLUMN     "served" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "waitedMs" INTEGER;

-- CreateTable
CREATE TABLE "ModelReply" (
    "key" TEXT NOT NULL,
    "limitTokens" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "cut" BOOLEAN NOT NULL,
    "outputTokens" INTEGER,
    "body" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelReply_pkey" PRIMARY KEY ("key","limitTokens")
);

-- CreateTable
CREATE TABLE "CallClaim" (
    "id" TEXT NOT NULL,
    "holderId" TEXT NOT NULL,
    "takenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CallClaim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CallHolder" (
    "id" TEXT NOT NULL,
    "aliveUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CallHolder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunSpend" (
    "runId" TEXT NOT NULL,
    "settledMicros" BIGINT NOT NULL DEFAULT 0,
    "settledTokens" BIGINT NOT NULL DEFAULT 0,
    "heldMicros" BIGINT NOT NULL DEFAULT 0,
    "heldTokens" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "RunSpend_pkey" PRIMARY KEY ("runId")
);

-- CreateTable
CREATE TABLE "SpendHold" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "holderId" TEXT,
    "micros" BIGINT NOT NULL,
    "tokens" BIGINT NOT NULL,

    CONSTRAINT "SpendHold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateBucket" (
    "id" TEXT NOT NULL,
    "fromMs" BIGINT[],
    "requests" BIGINT[],
    "inputTokens" BIGINT[],
    "outputTokens" BIGINT[],
    "headId" TEXT,
    "headUntilMs" BIGINT,
    "grantedId" TEXT,
    "grantedMs" BIGINT,

    CONSTRAINT "RateBucket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelBatch" (
    "id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "providerId" TEXT,
    "holderId" TEXT,
    "error" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMP(3),
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "ModelBatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ModelBatchItem" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "limitTokens" INTEGER NOT NULL,
    "endpoint" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "runId" TEXT,
    "purpose" TEXT NOT NULL,
    "request" BYTEA NOT NULL,
    "batchId" TEXT,
    "state" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "errorClass" TEXT,
    "error" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ModelBatchItem_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "CallClaim_holderId_idx" ON "CallClaim"("holderId");

-- CreateIndex
CREATE INDEX "CallHolder_aliveUntil_idx" ON "CallHolder"("aliveUntil");

-- CreateIndex
CREATE INDEX "SpendHold_runId_idx" ON "SpendHold"("runId");

-- CreateIndex
CREATE INDEX "ModelBatch_state_idx" ON "ModelBatch"("state");

-- CreateIndex
CREATE INDEX "ModelBatchItem_state_endpoint_model_idx" ON "ModelBatchItem"("state", "endpoint", "model");

-- CreateIndex
CREATE INDEX "ModelBatchItem_batchId_idx" ON "ModelBatchItem"("batchId");

-- CreateIndex
CREATE INDEX "ModelBatchItem_runId_idx" ON "ModelBatchItem"("runId");

-- CreateIndex
CREATE INDEX "ModelCall_runId_purpose_model_idx" ON "ModelCall"("runId", "purpose", "model");

-- CreateIndex
CREATE INDEX "ModelCall_model_at_idx" ON "ModelCall"("model", "at");

-- AddForeignKey
ALTER TABLE "RunSpend" ADD CONSTRAINT "RunSpend_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SpendHold" ADD CONSTRAINT "SpendHold_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelBatchItem" ADD CONSTRAINT "ModelBatchItem_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ModelBatchItem" ADD CONSTRAINT "ModelBatchItem_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "ModelBatch"("id") ON DELETE SET NULL ON UPDATE CASCADE;
