-- CreateTable
-- UNLOGGED: a budget is written with each request and must not wait for the disk. After a crash every caller has its full budget.
CREATE UNLOGGED TABLE "RateBudget" (
    "caller" TEXT NOT NULL,
    "fullAt" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "RateBudget_pkey" PRIMARY KEY ("caller")
);
