-- AlterTable
ALTER TABLE "RateBucket" DROP COLUMN "grantedId",
DROP COLUMN "grantedMs",
DROP COLUMN "headId",
DROP COLUMN "headUntilMs",
ADD COLUMN     "waiting" JSONB NOT NULL DEFAULT '[]';
