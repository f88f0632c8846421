-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "probe" JSONB;
