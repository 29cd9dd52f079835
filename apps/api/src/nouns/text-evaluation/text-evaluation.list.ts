import { intervalOfText, judgesChange, type SourcedText, toShare } from '@lamina/benchmarks';
import { sql, TEXTS_READ } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, equals, orFormer, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { IntRange } from '../../paging/range.input.ts';
import { PRUNING_FILTERS } from '../pruning/pruning-filters.ts';
import { runtimeOf } from '../score-run/provenance.type.ts';
import { Strategy } from '../vocabulary/removal.ts';
import type { TextWindow } from './text-evaluation.type.ts';
import { TextEvaluation } from './text-evaluation.type.ts';

type StoredTextEvaluation = Omit<TextEvaluation, 'loss' | 'confidenceInterval' | 'judges' | 'windows'> & {
  /** Texts that chose or repaired the change; read only for the field judges. */
  readonly read?: readonly SourcedText[];
  /** Read only for the field windows; null where nothing was read. */
  readonly windows?: readonly TextWindow[] | null;
};

const REMOVED_COUNT = sql`coalesce(p."removedCount", 0)`;

const WINDOWS = sql`(SELECT json_agg(json_build_object('whole', w."whole", 'changed', w."changed", 'tokens', w."tokens", 'positions', w."positions",
    'agreeing', w."agreeing") ORDER BY w."place")
  FROM unnest(t."wholeNats", t."nats", t."tokens", t."positions", t."agreeing") WITH ORDINALITY AS w("whole", "changed", "tokens", "positions", "agreeing", "place"))`;

/** A change has one loss on a text: that of the most tokens, and of equal ones the newest. */
const IS_ONLY = sql`NOT EXISTS (SELECT FROM "TextEvaluation" o WHERE o."revisionId" = t."revisionId" AND o."pruningId" IS NOT DISTINCT FROM t."pruningId"
  AND o."text" = t."text" AND o."contextTokens" = t."contextTokens" AND (o."tokenCount", o."id") > (t."tokenCount", t."id"))`;

/** Losses on texts. */
export const TEXT_EVALUATIONS = defineList({
  name: 'TextEvaluation',
  type: TextEvaluation,
  columns: {
    modelKey: sql`r."modelId"`,
    pruningKey: sql`t."pruningId"`,
    originalKey: sql`t."originalId"`,
    recordingKey: sql`t."recordingId"`,
    ...columnsOf('t', 'protocol', 'text', 'source', 'logLoss', 'standardError', 'changedWords', 'meanNats'),
    ...columnsOf('t', 'windowCount', 'tokenCount', 'contextTokens', 'idsSha256'),
    ...timesOf('t', 'createdAt'),
  },
  fieldColumns: {
    judges: { read: sql`CASE WHEN t."pruningId" IS NULL THEN '[]' ELSE ${TEXTS_READ} END` },
    reading: columnsOf('t', 'reading'),
    windows: { windows: WINDOWS },
    runtime: { runtime: runtimeOf('t') },
  },
  from: sql`"TextEvaluation" t JOIN "ModelRevision" r ON r."id" = t."revisionId" JOIN "Model" m ON m."id" = r."modelId" LEFT JOIN "Pruning" p ON p."id" = t."pruningId"`,
  key: sql`t."id"`,
  storedAt: sql`t."createdAt"`,
  currentCondition: sql`(${isCurrentRevision(sql`t."revisionId"`)} AND ${IS_ONLY})`,
  links: {
    revision: { column: sql`t."revisionId"`, constantOrder: ['MODEL'] },
    pruning: { column: sql`t."pruningId"`, constantOrder: ['MODEL', 'REMOVED_COUNT'] },
    job: { column: sql`t."jobId"` },
  },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    texts: anyOf(String, sql`t."text"`, 'Short names of texts.'),
    strategy: equals(Strategy, sql`p."strategy"`, 'Strategy of the pruning; excludes whole models.'),
    strategies: anyOf(Strategy, sql`p."strategy"`, 'Any of these strategies; excludes whole models.'),
    ...PRUNING_FILTERS,
    removedCount: within(IntRange, REMOVED_COUNT, 'Number of removed units; 0 for whole models.'),
    dense: either(sql`t."pruningId" IS NULL`, 'true = only whole models, false = only pruned ones.'),
    allRevisions: orFormer('true = include revisions that are no longer current, and results by fewer tokens than the one that counts.'),
  },
  order: {
    LOSS: by.number(sql`t."logLoss"`, 'Loss; whole models come last.', { isNullable: true }),
    TEXT: by.text(sql`t."text"`, 'Name of the text.'),
    REMOVED_COUNT: by.whole(REMOVED_COUNT, 'Number of removed units; 0 for whole models.'),
    CREATED_AT: by.time(sql`t."createdAt"`, 'Time when it was stored.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: { words: 'by model, text, removed count', columns: [ascending('MODEL'), ascending('TEXT'), ascending('REMOVED_COUNT')] },
  toFields: ({ read = [], windows, ...stored }: StoredTextEvaluation) => {
    const { logLoss, standardError, windowCount, source, pruningKey } = stored;
    return {
      ...stored,
      judges: pruningKey === null ? null : judgesChange({ source }, { read }),
      loss: logLoss === null ? null : toShare(logLoss),
      confidenceInterval: logLoss === null ? null : intervalOfText({ logLoss, standardError, windows: windowCount }),
      // Nothing is stored of a text without a window.
      windows: windows ?? [],
    };
  },
});
