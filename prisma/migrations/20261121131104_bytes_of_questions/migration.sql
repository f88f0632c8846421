-- AlterTable
ALTER TABLE "ModelCall" ADD COLUMN     "inputBytes" INTEGER;
