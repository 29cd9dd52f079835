-- What computed a number, and why not what was wanted more.
ALTER TABLE "ScoreRun" ADD COLUMN "device" TEXT,
ADD COLUMN "providerFallback" TEXT;

ALTER TABLE "Evaluation" ADD COLUMN "device" TEXT,
ADD COLUMN "providerFallback" TEXT;
