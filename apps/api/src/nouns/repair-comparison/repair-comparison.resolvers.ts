import { compareRepairs, type EvaluatedRepair, listRepairPairs } from '@lamina/benchmarks';
import {
  type QuantizedWholeRow,
  quantizedWholes,
  type RepairDifference,
  type RepairedEvaluation,
  repairDifferences,
  repairedEvaluations,
  repairedPrunings,
} from '@lamina/database';
import { Args, ArgsType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import { nullable } from '../../paging/field.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { ABOVE_CHANCE } from '../vocabulary/above-chance.ts';
import { RepairComparison, RepairResult } from './repair-comparison.type.ts';

/** Arguments of repairComparison. */
@ArgsType()
class RepairComparisonArgs {
  @nullable(String, 'Protocol of the evaluations; null = the one with the most evaluations of repaired models.') readonly lane?:
    | string
    | null;
  @nullable(Boolean, ABOVE_CHANCE, { defaultValue: false }) readonly aboveChance?: boolean | null;
}

/** The repairs that were evaluated on a model. */
@Resolver(() => Model)
class RepairComparisonResolver {
  @FieldResolver(() => RepairComparison, {
    description: 'The repairs that were evaluated on the current revision, compared with removal alone, with a verdict for each.',
  })
  async repairComparison(
    @Root() { revisionKey }: Model,
    @Args(() => RepairComparisonArgs) { lane = null, ...args }: RepairComparisonArgs,
    @Ctx() { sqlReader }: RequestContext,
  ): Promise<RepairComparison> {
    const aboveChance = args.aboveChance ?? false;
    const records = await sqlReader.readRows<EvaluatedRepair>(repairedPrunings(revisionKey, lane));
    const [first] = records;
    if (first === undefined) return { ...compareRepairs([], { gains: [], aboveChance, quantized: [] }), lane: null, aboveChance };
    const measured = await sqlReader.readRows<RepairedEvaluation>(repairedEvaluations(first.protocol, listRepairPairs(records)));
    const keys = measured.map(({ pairKey }) => pairKey);
    const lasting = { kind: 'repair-difference', keys, keyOf: ({ key }: RepairDifference) => key, statementOf: repairDifferences };
    const differences = await sqlReader.readLasting(lasting);
    const byPair = new Map(differences.map((difference) => [difference.key, difference]));
    const gains = measured.flatMap(({ pairKey, ...evaluation }) => {
      const difference = byPair.get(pairKey);
      return difference === undefined ? [] : [{ ...difference, ...evaluation }];
    });
    const quantized = await sqlReader.readRows<QuantizedWholeRow>(quantizedWholes(revisionKey, first.protocol));
    return { ...compareRepairs(records, { gains, aboveChance, quantized }), lane: first.protocol, aboveChance };
  }
}

/** Fields of models about these repairs. */
export const REPAIR_COMPARISON_RESOLVERS = [
  RepairComparisonResolver,
  ...relations(RepairResult, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning.') }),
];
