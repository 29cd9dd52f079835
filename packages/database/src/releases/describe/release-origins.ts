import { sql } from '../../rows/sql.ts';
import { readAll } from '../files/release-column.ts';
import type { ReleaseSnapshot } from '../publish-release.ts';

/** A machine and its runtime, with the number of measurements of it. */
export interface OriginMachine {
  readonly device: string;
  readonly provider: string;
  readonly runtimeVersion: string;
  readonly measurements: number;
}

/** People who measured elsewhere, and the terms of their numbers. */
export interface OriginSource {
  readonly title: string;
  readonly credit: string;
  readonly url: string | null;
  readonly licence: string;
}

/** Where the rows of a release come from. */
export interface ReleaseOrigins {
  /** When its first and its last row were measured; null without measured rows. */
  readonly measured: { readonly from: Date; readonly to: Date } | null;
  readonly machines: readonly OriginMachine[];
  /** Measurements that were handed in, not made by the scorer of this platform. */
  readonly reported: number;
  readonly models: readonly { readonly model: string; readonly licence: string | null }[];
  readonly sources: readonly OriginSource[];
}

/** Reads where the rows of a release come from. */
export async function readOrigins(snapshot: ReleaseSnapshot): Promise<ReleaseOrigins> {
  const { cut } = snapshot;
  const measured = sql`(
    SELECT "createdAt", "device", "provider", "runtimeVersion", "importId" FROM "ScoreRun" WHERE "createdAt" <= ${cut}
    UNION ALL SELECT "createdAt", "device", "provider", "runtimeVersion", "importId" FROM "Evaluation" WHERE "createdAt" <= ${cut}
    UNION ALL SELECT "createdAt", "device", "provider", "runtimeVersion", NULL FROM "TextEvaluation" WHERE "createdAt" <= ${cut}
    UNION ALL SELECT "createdAt", "device", "provider", "runtimeVersion", NULL FROM "Rounding" WHERE "createdAt" <= ${cut}
    UNION ALL SELECT "createdAt", "device", "provider", "runtimeVersion", NULL FROM "Efficiency" WHERE "createdAt" <= ${cut}) AS measured`;
  const machines = await readAll<OriginMachine>(
    snapshot,
    sql`SELECT coalesce("device", 'not stated') AS "device", "provider", "runtimeVersion", count(*)::int AS "measurements" FROM ${measured}
      WHERE "importId" IS NULL GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`,
  );
  const [times] = await readAll<{ readonly from: Date | null; readonly to: Date | null; readonly reported: number }>(
    snapshot,
    sql`SELECT min("createdAt") AS "from", max("createdAt") AS "to", count("importId")::int AS "reported" FROM ${measured}`,
  );
  const models = await readAll<ReleaseOrigins['models'][number]>(
    snapshot,
    sql`SELECT m."name" AS "model", m."licence" FROM "Model" m WHERE EXISTS (
      SELECT 1 FROM "ModelRevision" r WHERE r."modelId" = m."id" AND r."createdAt" <= ${cut}) ORDER BY m."slug"`,
  );
  const sources = await readAll<OriginSource>(
    snapshot,
    sql`SELECT ps."title", ps."credit", ps."url", ps."licence" FROM "PublishedSource" ps WHERE ps."createdAt" <= ${cut}
      AND (EXISTS (SELECT 1 FROM "PublishedLayerScore" s WHERE s."sourceId" = ps."id") OR EXISTS (SELECT 1 FROM "PublishedSpan" s WHERE s."sourceId" = ps."id"))
      ORDER BY ps."slug"`,
  );
  const { from = null, to = null, reported = 0 } = times ?? {};
  return { measured: from === null || to === null ? null : { from, to }, machines, reported, models, sources };
}
