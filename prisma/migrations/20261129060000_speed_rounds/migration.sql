-- Speeds that are stored already were measured in one session.
ALTER TABLE "Efficiency" ADD COLUMN     "rounds" INTEGER NOT NULL DEFAULT 1;
