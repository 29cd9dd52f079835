import { compareRepairs, type EvaluatedRepair, listRepairPairs, type PairedGain } from '@lamina/benchmarks';
import { repairedPrunings, repairGains } from '@lamina/database';
import { Args, ArgsType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import type { Stores } from '../../data/stores.ts';
import { nullable } from '../../paging/field.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { ABOVE_CHANCE } from '../vocabulary/above-chance.ts';
import { RepairComparison, RepairResult } from './repair-comparison.type.ts';

/** Arguments of repairComparison. */
@ArgsType()
class RepairComparisonArgs {
  @nullable(String, 'Lane of the evaluations; null = the lane with the most evaluations of repaired models.') readonly lane?: string | null;
  @nullable(Boolean, ABOVE_CHANCE, { defaultValue: false }) readonly aboveChance?: boolean | null;
}

/** The repairs that were evaluated on a model. */
@Resolver(() => Model)
class RepairComparisonResolver {
  @FieldResolver(() => RepairComparison, {
    description: 'The repairs that were evaluated on the current revision, compared with removal alone, with a verdict for each.',
  })
  repairComparison(
    @Root() { revisionKey }: Model,
    @Args(() => RepairComparisonArgs) args: RepairComparisonArgs,
    @Ctx() context: RequestContext,
  ): Promise<RepairComparison> {
    return readComparison(context, revisionKey, args);
  }
}

/** Two statements, then computed in memory. Null lane = the one with most evaluations. */
async function readComparison({ sqlReader }: Stores, revisionKey: string, args: RepairComparisonArgs): Promise<RepairComparison> {
  const aboveChance = args.aboveChance ?? false;
  const records = await sqlReader.readRows<EvaluatedRepair>(repairedPrunings(revisionKey, args.lane ?? null));
  const pairs = listRepairPairs(records);
  const [first] = records;
  const gains = first === undefined || pairs.length === 0 ? [] : await sqlReader.readRows<PairedGain>(repairGains(first.lane, pairs));
  return { ...compareRepairs(records, gains, aboveChance), aboveChance };
}

/** Fields of models about these repairs. */
export const REPAIR_COMPARISON_RESOLVERS = [
  RepairComparisonResolver,
  ...relations(RepairResult, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning.') }),
];
