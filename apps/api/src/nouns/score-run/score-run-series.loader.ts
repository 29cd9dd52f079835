import DataLoader from 'dataloader';
import { sql } from '../../data/sql.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import type { ScoreRunSeries } from './score-run-series.type.ts';

type SeriesRecord = ScoreRunSeries & { readonly key: string };

/** Loads the long arrays of score runs by key, many runs in one statement. */
export function createScoreRunSeriesLoader(sqlReader: SqlReader): DataLoader<string, ScoreRunSeries> {
  return new DataLoader(async (keys) => {
    const records = await sqlReader.readRows<SeriesRecord>(sql`
      SELECT "id" AS "key", "nllPerWindow", "hiddenNorm", "cosineMatrix", "angularLastToken"
      FROM "ScoreRun" WHERE "id" = ANY(${[...keys]}::uuid[])`);
    const byKey = new Map(records.map((record) => [record.key, record]));
    return keys.map((key) => byKey.get(key) ?? new Error(`ScoreRun ${key} is gone`));
  });
}
