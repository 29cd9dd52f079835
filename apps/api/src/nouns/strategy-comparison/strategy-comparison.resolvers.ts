import { chooseCompared, compareStrategies, type DocumentAnswers, keepOneSetting, listEvaluationPairs } from '@lamina/benchmarks';
import {
  documentAnswers,
  type EvaluatedPruning,
  type EvaluationPair,
  evaluatedPrunings,
  protocolsOfRevision,
  type QuantizedWholeRow,
  quantizedWholes,
} from '@lamina/database';
import { getEntry } from '@lamina/errors';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import type { Stores } from '../../data/stores.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';
import { StrategyComparisonArgs } from './strategy-comparison.args.ts';
import { StrategyComparison, StrategyResult } from './strategy-comparison.type.ts';

/** The strategies that were evaluated on a model. */
@Resolver(() => Model)
class StrategyComparisonResolver {
  @FieldResolver(() => StrategyComparison, {
    description:
      'The strategies that were evaluated on the current revision, compared with the random-inner control, with a verdict for each.',
  })
  strategyComparison(
    @Root() { revisionKey }: Model,
    @Args(() => StrategyComparisonArgs) args: StrategyComparisonArgs,
    @Ctx() context: RequestContext,
  ): Promise<StrategyComparison> {
    return compareStrategiesOf(context, revisionKey, args);
  }
}

/** Fields of models about these strategies. */
export const STRATEGY_COMPARISON_RESOLVERS = [
  StrategyComparisonResolver,
  ...relations(StrategyResult, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning; null if several draws are averaged.') }),
];

/**
 * Compares the strategies that were evaluated on a model, and its quantized forms: four statements, then computed in memory.
 * @throws AppError NOT_FOUND for a benchmark that no pruning of the model was evaluated on by the protocol
 */
async function compareStrategiesOf({ sqlReader }: Stores, revisionKey: string, args: StrategyComparisonArgs): Promise<StrategyComparison> {
  if (args.removedCounts) checkBatchSize('removedCounts', args.removedCounts.length);
  const lanes = (await sqlReader.readRows<{ readonly protocol: string }>(protocolsOfRevision(revisionKey))).map(({ protocol }) => protocol);
  const lane = args.lane ?? lanes[0] ?? null;
  const { benchmark = null, metric = null } = args;
  const choice = { revisionKey, benchmark, units: args.units ?? [UnitKind.BLOCK], repair: args.repair ?? RepairKind.NONE };
  const evaluated = lane === null ? [] : await sqlReader.readRows<EvaluatedPruning>(evaluatedPrunings({ ...choice, protocol: lane }));
  const { records: prunings, ...kept } = keepOneSetting(evaluated);
  const quantized = lane === null ? [] : await sqlReader.readRows<QuantizedWholeRow>(quantizedWholes(revisionKey, lane));
  const compared = chooseCompared(prunings, { benchmark, metric, aboveChance: args.aboveChance ?? false });
  const measured = [...prunings, ...quantized].flatMap(({ cells }) => cells.filter((cell) => cell.metric === compared.metric));
  const pairs = listEvaluationPairs(measured);
  const byKey = new Map(pairs.map((pair) => [keyOf(pair), pair]));
  const answers = await sqlReader.readLasting<DocumentAnswers & EvaluationPair>({
    kind: `answers ${compared.metric} ${compared.aboveChance}`,
    ...{ keys: [...byKey.keys()], keyOf },
    statementOf: (missing) =>
      documentAnswers(
        missing.map((key) => getEntry(byKey, key)),
        compared,
      ),
  });
  // All stored strategies are values of the API's enum.
  const steps = compareStrategies(prunings, { ...compared, units: choice.units, answers, quantized }) as StrategyComparison['steps'];
  const wanted = args.removedCounts ? new Set(args.removedCounts) : null;
  return { lane, lanes, ...kept, ...compared, steps: steps.filter((step) => wanted?.has(step.removedCount) ?? true) };
}

function keyOf({ key, denseKey }: EvaluationPair): string {
  return `${key} ${denseKey}`;
}
