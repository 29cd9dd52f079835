import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { Field, Float } from 'type-graphql';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, outputType } from '../../paging/field.ts';

@outputType('The long arrays of a score run; null entries are undefined values.')
export class ScoreRunSeries {
  @field([Float], 'Negative log-likelihood of each window, nats.') readonly nllPerWindow!: readonly number[];
  @Field(() => [Float], { nullable: 'items', description: 'Mean norm of each of the blockCount + 1 states.' })
  readonly hiddenNorm!: readonly (number | null)[];

  @Field(() => [[Float]], { nullable: 'items', description: 'Mean cosine between any two states, (blockCount + 1)².' })
  readonly cosineMatrix!: readonly (readonly (number | null)[])[];

  @Field(() => [[Float]], {
    nullable: 'items',
    description: "Mean angle between any two states at a window's last token, divided by π, (blockCount + 1)².",
  })
  readonly angularLastToken!: readonly (readonly (number | null)[])[];
}

type SeriesRecord = ScoreRunSeries & { readonly key: string };

/** Loads the long arrays of score runs by key, many runs in one statement. */
export function createScoreRunSeriesLoader(sqlReader: SqlReader): DataLoader<string, ScoreRunSeries> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      SELECT "id" AS "key", "nllPerWindow", "hiddenNorm", "cosineMatrix", "angularLastToken"
      FROM "ScoreRun" WHERE "id" = ANY(${keys}::uuid[])`,
    (row: SeriesRecord | undefined, key) => row ?? new Error(`ScoreRun ${key} is gone`),
  );
}
