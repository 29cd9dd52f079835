import { KEPT_VOCABULARY, REMOVED_UNIT_RATIO, REPAIR_KIND, sql, TEXT_OF_SCORES, WEIGHT_TYPE } from '@lamina/database';
import { listRemovedUnits, type Removal, type Unit } from '@lamina/plans';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals, orFormer, within } from '../../data/filters.ts';
import { encodeGlobalId } from '../../data/global-id.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { Strategy } from '../vocabulary/removal.ts';
import { Pruning, type PruningArtefact } from './pruning.type.ts';
import { PRUNING_FILTERS } from './pruning-filters.ts';
import { type StoredRepair, toPruningRepair } from './pruning-repair.type.ts';
import { storedArtefactFiles } from './stored-artefact-file.ts';

const REMOVE = { remove: sql`p."change" -> 'remove'` };
const ORDER = { order: sql`p."order"` };
const PLAN = { storedPlan: sql`p."plan"` };

type StoredPruning = Omit<Pruning, 'artefact' | 'repair'> & {
  readonly artefactSha256: string | null;
  readonly repair: StoredRepair | null;
  /** Read only for fields of removed units, and of their order. */
  readonly remove?: Removal;
  readonly order?: readonly Unit[];
  /** Read only for the field `artefact`. */
  readonly artefactFiles?: unknown;
};

/** Prunings. The locations of their files are not exposed. */
export const PRUNINGS = defineList({
  name: 'Pruning',
  type: Pruning,
  columns: {
    modelKey: sql`r."modelId"`,
    revisionKey: sql`p."revisionId"`,
    scoreRunKey: sql`p."scoreRunId"`,
    ...columnsOf('p', 'isImported', 'strategy', 'seed'),
    ...columnsOf('p', 'units', 'removedCount', 'removedBlockRatio'),
    repairKind: REPAIR_KIND,
    keepVocabulary: KEPT_VOCABULARY,
    weightType: WEIGHT_TYPE,
    ...columnsOf('p', 'caveat'),
    removedUnitRatio: REMOVED_UNIT_RATIO,
    ...columnsOf('p', 'removedParameterRatio'),
    parametersBefore: sql`p."parametersBefore"::float8`,
    parametersAfter: sql`p."parametersAfter"::float8`,
    ...columnsOf('p', 'cacheBytesPerToken', 'artefactSha256'),
    ...timesOf('p', 'createdAt'),
  },
  fieldColumns: {
    chosenOn: { chosenOn: TEXT_OF_SCORES },
    removed: REMOVE,
    removedAttention: REMOVE,
    removedMlp: REMOVE,
    removalOrder: ORDER,
    removalOrderKinds: ORDER,
    repair: { repair: sql`p."change" -> 'repair'` },
    artefact: columnsOf('p', 'artefactFiles'),
    plan: PLAN,
    certificate: PLAN,
  },
  from: sql`"Pruning" p LEFT JOIN "ModelRevision" r ON r."id" = p."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`p."id"`,
  storedAt: sql`p."createdAt"`,
  currentCondition: isCurrentRevision(sql`p."revisionId"`),
  links: {
    revision: { column: sql`p."revisionId"`, constantOrder: ['MODEL'] },
    scoreRun: { column: sql`p."scoreRunId"`, constantOrder: ['MODEL'] },
    job: { column: sql`p."jobId"` },
  },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    strategy: equals(Strategy, sql`p."strategy"`, 'This strategy.'),
    strategies: anyOf(Strategy, sql`p."strategy"`, 'Any of these strategies.'),
    ...PRUNING_FILTERS,
    removedCount: within(IntRange, sql`p."removedCount"`, 'Number of removed units.'),
    removedRatio: within(FloatRange, sql`p."removedBlockRatio"`, 'Share of removed layers (by blocks), 0 to 1.'),
    allRevisions: orFormer('true = include prunings of revisions that are no longer current.'),
  },
  order: {
    REMOVED_COUNT: by.whole(sql`p."removedCount"`, 'Number of removed units.'),
    STRATEGY: by.text(sql`p."strategy"`, 'Name of the strategy.'),
    CREATED_AT: by.time(sql`p."createdAt"`, 'Time when it was stored.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: {
    words: 'by model, strategy, removed count',
    columns: [ascending('MODEL'), ascending('STRATEGY'), ascending('REMOVED_COUNT')],
  },
  toFields: ({ artefactSha256, artefactFiles, repair, remove = [], order = [], ...record }: StoredPruning) => ({
    ...record,
    ...listRemovedUnits(remove),
    removalOrder: order.map(({ block }) => block),
    removalOrderKinds: order.map(({ kind }) => kind),
    repair: repair ? toPruningRepair(repair) : null,
    artefact: artefactSha256 === null ? null : describeArtefact(record.key, artefactSha256, artefactFiles),
  }),
});

function describeArtefact(key: string, sha256: string, stored: unknown): PruningArtefact {
  if (stored === null || stored === undefined) return { sha256, bytes: null, files: [] };
  const id = encodeGlobalId('Pruning', key);
  const files = storedArtefactFiles
    .parse(stored)
    .map((file) => ({ ...file, download: `/prunings/${id}/${file.path.split('/').map(encodeURIComponent).join('/')}` }));
  return { sha256, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
}
