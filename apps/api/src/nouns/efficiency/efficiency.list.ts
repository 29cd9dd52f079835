import { rawSql, type Sql, sql } from '@lamina/database';
import { columnsOf, intervalOf, objectWhere } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, orFormer } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { runtimeOf } from '../score-run/provenance.type.ts';
import { Efficiency } from './efficiency.type.ts';

const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;

/** Speed and memory of models. */
export const EFFICIENCIES = defineList({
  name: 'Efficiency',
  type: Efficiency,
  columns: {
    modelKey: sql`r."modelId"`,
    pruningKey: sql`x."pruningId"`,
    removedCount: REMOVED_COUNT,
    ...columnsOf('x', 'machine', 'machineDigest', 'batch', 'promptTokens', 'generatedTokens', 'measuredAlone'),
    ...columnsOf('x', 'rounds', 'cacheBytesPerToken'),
    prefillTokensPerSecond: spreadOf('prefill'),
    decodeTokensPerSecond: spreadOf('decode'),
    peakMemoryBytes: sql`x."peakMemoryBytes"::float8`,
    weightsBytes: sql`x."weightsBytes"::float8`,
  },
  fieldColumns: {
    runtime: { runtime: runtimeOf('x') },
    comparedWithDense: {
      comparedWithDense: objectWhere(sql`x."prefillRatio" IS NOT NULL`, {
        prefillSpeedup: sql`x."prefillRatio"`,
        prefillSpeedupInterval: intervalOf(sql`x."prefillRatioLow"`, sql`x."prefillRatioHigh"`),
        decodeSpeedup: sql`x."decodeRatio"`,
        decodeSpeedupInterval: intervalOf(sql`x."decodeRatioLow"`, sql`x."decodeRatioHigh"`),
      }),
    },
  },
  from: sql`"Efficiency" x JOIN "ModelRevision" r ON r."id" = x."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "Pruning" p ON p."id" = x."pruningId"`,
  key: sql`x."id"`,
  storedAt: sql`x."createdAt"`,
  currentCondition: isCurrentRevision(sql`x."revisionId"`),
  links: { revision: { column: sql`x."revisionId"` }, pruning: { column: sql`x."pruningId"` } },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    dense: either(sql`x."pruningId" IS NULL`, 'true = only dense models, false = only pruned ones.'),
    allRevisions: orFormer('true = include rows of revisions that are no longer current.'),
  },
  order: {
    REMOVED_COUNT: by.whole(REMOVED_COUNT, 'Number of removed layers; 0 for dense rows.'),
    BATCH: by.whole(sql`x."batch"`, 'Batch size: texts that run together.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  orderNote: 'Speeds of different machines are not comparable.',
  defaultOrder: { words: 'by model, removed count, batch', columns: [ascending('MODEL'), ascending('REMOVED_COUNT'), ascending('BATCH')] },
});

/** The median and the range of a speed in one column; null if it was not measured. */
function spreadOf(phase: 'prefill' | 'decode'): Sql {
  const median = rawSql(`x."${phase}TokensPerSecond"`);
  return objectWhere(sql`${median} IS NOT NULL`, { median, low: rawSql(`x."${phase}Low"`), high: rawSql(`x."${phase}High"`) });
}
