-- AlterTable
ALTER TABLE "Efficiency" ADD COLUMN     "decodeRatio" DOUBLE PRECISION,
ADD COLUMN     "decodeRatioHigh" DOUBLE PRECISION,
ADD COLUMN     "decodeRatioLow" DOUBLE PRECISION,
ADD COLUMN     "measuredAlone" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "prefillRatio" DOUBLE PRECISION,
ADD COLUMN     "prefillRatioHigh" DOUBLE PRECISION,
ADD COLUMN     "prefillRatioLow" DOUBLE PRECISION;
