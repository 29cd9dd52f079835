-- Where a text comes from: an author, a site, a corpus.
ALTER TABLE "CalibrationSet" ADD COLUMN "source" TEXT;
ALTER TABLE "Benchmark" ADD COLUMN "source" TEXT;
