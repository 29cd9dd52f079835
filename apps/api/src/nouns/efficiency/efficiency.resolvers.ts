import { type EfficiencyRatios, ratiosOfEfficiencies } from '@lamina/database';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { EFFICIENCIES } from './efficiency.list.ts';
import { Efficiency, EfficiencyComparison } from './efficiency.type.ts';

/** Pruned models compared with dense models. */
@Resolver(() => Efficiency)
class EfficiencyResolver {
  @FieldResolver(() => EfficiencyComparison, {
    nullable: true,
    description: 'The pruned model compared with the dense one; null for a dense row, and if no dense row was measured in the same way.',
  })
  comparedWithDense(
    @Root() { key, pruningKey }: Efficiency,
    @Ctx() { loaders }: RequestContext,
  ): Promise<EfficiencyComparison | null> | null {
    return pruningKey === null ? null : loaders.get(createEfficiencyComparisonLoader).load(key);
  }
}

/** Efficiencies compared with the dense model, for many rows in one statement; null if there is nothing to compare with. */
function createEfficiencyComparisonLoader(sqlReader: SqlReader) {
  return createRowLoader(sqlReader, ratiosOfEfficiencies, (row: EfficiencyRatios | undefined) => row ?? null);
}

/** Fields of efficiencies, and fields that lead to them. */
export const EFFICIENCY_RESOLVERS = [
  EfficiencyResolver,
  listQuery(EFFICIENCIES, 'efficiencies', 'Speed and memory of all models, as a flat table.'),
  ...relations(Efficiency, {
    model: row(MODELS, 'modelKey', 'The model.'),
    pruning: optionalRow(PRUNINGS, 'pruningKey', 'The pruning; null for the dense model.'),
  }),
  ...relations(Model, {
    efficiencies: rows(EFFICIENCIES, { link: 'revision', by: 'revisionKey' }, 'Speed and memory of the current revision: dense, pruned.'),
  }),
];
