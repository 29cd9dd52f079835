import { compareRepairs, type EvaluatedRepair, listRepairPairs } from '@lamina/benchmarks';
import { type RepairDifference, type RepairedEvaluation, repairDifferences, repairedEvaluations, repairedPrunings } from '@lamina/database';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { RepairComparison, RepairResult } from './repair-comparison.type.ts';

/** The repairs that were evaluated on a model. */
@Resolver(() => Model)
class RepairComparisonResolver {
  @FieldResolver(() => RepairComparison, {
    description: 'The repairs that were evaluated on the current revision, compared with removal alone, with a verdict for each.',
  })
  async repairComparison(
    @Root() { revisionKey }: Model,
    @Arg('lane', () => String, {
      nullable: true,
      description: 'Protocol of the evaluations; null = the one with the most evaluations of repaired models.',
    })
    lane: string | null | undefined,
    @Ctx() { sqlReader }: RequestContext,
  ): Promise<RepairComparison> {
    const records = await sqlReader.readRows<EvaluatedRepair>(repairedPrunings(revisionKey, lane ?? null));
    const [first] = records;
    if (first === undefined) return { ...compareRepairs([], []), lane: null };
    const measured = await sqlReader.readRows<RepairedEvaluation>(repairedEvaluations(first.protocol, listRepairPairs(records)));
    const keys = measured.map(({ pairKey }) => pairKey);
    const lasting = { kind: 'repair-difference', keys, keyOf: ({ key }: RepairDifference) => key, statementOf: repairDifferences };
    const differences = await sqlReader.readLasting(lasting);
    const byPair = new Map(differences.map((difference) => [difference.key, difference]));
    const gains = measured.flatMap(({ pairKey, ...evaluation }) => {
      const difference = byPair.get(pairKey);
      return difference === undefined ? [] : [{ ...difference, ...evaluation }];
    });
    return { ...compareRepairs(records, gains), lane: first.protocol };
  }
}

/** Fields of models about these repairs. */
export const REPAIR_COMPARISON_RESOLVERS = [
  RepairComparisonResolver,
  ...relations(RepairResult, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning.') }),
];
