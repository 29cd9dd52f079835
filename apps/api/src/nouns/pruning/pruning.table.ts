import { Conditions } from '../../data/conditions.ts';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Pruning } from './pruning.type.ts';

type PruningRecord = Omit<Pruning, 'artefact'> & { readonly artefactSha256: string | null };

/** How prunings are read. Where their files lie stays inside. */
export const PRUNING_TABLE = defineNodeTable<'Pruning', PruningRecord>({
  name: 'Pruning',
  columns: sql`p."id" AS "key", r."modelId" AS "modelKey", p."revisionId" AS "revisionKey", p."scoreRunId" AS "scoreRunKey",
    p."studyId" AS "studyKey", p."strategy", p."seed", p."protectFirst", p."protectLast", p."removedCount", p."removedBlockRatio",
    p."removedParameterRatio", p."parametersBefore"::float8 AS "parametersBefore", p."parametersAfter"::float8 AS "parametersAfter",
    p."artefactSha256", p."createdAt"`,
  fieldColumns: { removed: sql`p."removed"`, removalOrder: sql`p."order" AS "removalOrder"` },
  from: sql`"Pruning" p LEFT JOIN "ModelRevision" r ON r."id" = p."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`p."id"`,
  storedAt: sql`p."createdAt"`,
  links: {
    revision: { column: sql`p."revisionId"`, isCurrentOnly: false, constantOrder: ['MODEL'] },
    scoreRun: { column: sql`p."scoreRunId"`, isCurrentOnly: false, constantOrder: ['MODEL'] },
    job: { column: sql`p."jobId"`, isCurrentOnly: false },
    study: { column: sql`p."studyId"`, isCurrentOnly: false },
  },
  order: {
    REMOVED_COUNT: { expression: sql`p."removedCount"`, type: 'int8', isNullable: false },
    REMOVED_BLOCK_RATIO: { expression: sql`p."removedBlockRatio"`, type: 'float8', isNullable: false },
    REMOVED_PARAMETER_RATIO: { expression: sql`p."removedParameterRatio"`, type: 'float8', isNullable: false },
    STRATEGY: { expression: sql`p."strategy"`, type: 'text', isNullable: false },
    CREATED_AT: { expression: sql`p."createdAt"`, type: 'timestamptz', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [
    { field: 'MODEL', direction: 'ASC' },
    { field: 'STRATEGY', direction: 'ASC' },
    { field: 'REMOVED_COUNT', direction: 'ASC' },
  ],
  currentCondition: isCurrentRevision(sql`p."revisionId"`),
  listConditions: (filter) =>
    new Conditions()
      .anyOf(sql`m."slug"`, filter.models)
      .equals(sql`p."strategy"`, filter.strategy)
      .anyOf(sql`p."strategy"`, filter.strategies)
      .range(sql`p."removedCount"`, filter.removedCount)
      .range(sql`p."removedBlockRatio"`, filter.removedRatio)
      .equalsKey(sql`p."studyId"`, parseOptionalGlobalId(filter.study, 'Study'))
      .equalsKey(sql`p."scoreRunId"`, parseOptionalGlobalId(filter.scoreRun, 'ScoreRun')).list,
  toFields: ({ artefactSha256, ...record }) => ({ ...record, artefact: artefactSha256 === null ? null : { sha256: artefactSha256 } }),
});
