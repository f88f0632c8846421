-- AlterTable
ALTER TABLE "SnapshotFile" ADD COLUMN     "draft" BYTEA,
ADD COLUMN     "draftVersion" TEXT;
