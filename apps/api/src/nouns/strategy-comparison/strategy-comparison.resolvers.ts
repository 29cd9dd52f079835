import { chooseCompared, compareStrategies, type DocumentAnswers, judgesChange, listEvaluationPairs } from '@lamina/benchmarks';
import {
  documentAnswers,
  type EvaluatedPruning,
  type EvaluationPair,
  evaluatedPrunings,
  type JudgingFactsRow,
  judgingFacts,
  protocolsOfRevision,
} from '@lamina/database';
import { getEntry } from '@lamina/errors';
import { keyOfRemoval } from '@lamina/plans';
import { Args, ArgsType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations } from '../../data/relations.ts';
import { nullable } from '../../paging/field.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { StrategyComparison, StrategyResult } from './strategy-comparison.type.ts';

/** Arguments of strategyComparison. */
@ArgsType()
class StrategyComparisonArgs {
  @nullable(String, 'Protocol of the evaluations; null = the one with the most evaluations, measured before imported.')
  readonly lane?: string | null;
  @nullable(String, 'Name of one benchmark; null = the mean retention over the multiple-choice benchmarks that can show a loss.')
  readonly benchmark?: string | null;
  @nullable([UnitKind], 'Kinds of units that could be removed: exactly these.', { defaultValue: [UnitKind.BLOCK] })
  readonly units?: readonly UnitKind[] | null;
}

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

/** The fields that are made from answers to single documents. */
const FROM_ANSWERS = [
  'verdict',
  'margin',
  'marginStandardError',
  'marginInterval',
  'marginError',
  'holmP',
  'againstDefault',
] as const satisfies readonly (keyof StrategyResult)[];

/**
 * Compares the strategies that were evaluated on a model: three statements, then computed in memory. Answers to single documents, most of what is read, are
 * read only for the fields that are made from them.
 * @throws AppError NOT_FOUND for a benchmark that no pruning of the model was evaluated on by the protocol
 */
async function compareStrategiesOf(
  { sqlReader, reader }: RequestContext,
  revisionKey: string,
  args: StrategyComparisonArgs,
): Promise<StrategyComparison> {
  const [newest] = args.lane ? [] : await sqlReader.readRows<{ readonly protocol: string }>(protocolsOfRevision(revisionKey));
  const lane = args.lane ?? newest?.protocol ?? null;
  const choice = { revisionKey, benchmark: args.benchmark ?? null, units: args.units ?? [UnitKind.BLOCK] };
  const prunings = lane === null ? [] : await sqlReader.readRows<EvaluatedPruning>(evaluatedPrunings({ ...choice, protocol: lane }));
  const compared = chooseCompared(prunings, choice.benchmark);
  const pairs = listEvaluationPairs(prunings.flatMap(({ cells }) => cells.filter(({ metric }) => metric === compared.metric)));
  const byKey = new Map(pairs.map((pair) => [keyOf(pair), pair]));
  const keys = reader.mayRead('StrategyResult', ...FROM_ANSWERS) ? [...byKey.keys()] : [];
  const answers = await sqlReader.readLasting<DocumentAnswers & EvaluationPair>({
    kind: `answers ${compared.metric}`,
    ...{ keys, keyOf },
    statementOf: (missing) =>
      documentAnswers(
        missing.map((key) => getEntry(byKey, key)),
        compared.metric,
      ),
  });
  const [name, ...others] = compared.benchmarks;
  const isOne = name !== undefined && others.length === 0;
  const [facts] = isOne ? await sqlReader.readRows<JudgingFactsRow>(judgingFacts(revisionKey, name)) : [];
  const judges = isOne && facts?.isText === true ? judgeOf(name, facts, prunings) : () => true;
  const steps = compareStrategies(prunings, { ...compared, answers }).map((step) => ({
    ...step,
    results: step.results.map((result) => ({ ...result, judges: judges(result) })),
    // All stored strategies are values of the API's enum.
  })) as StrategyComparison['steps'];
  return { lane, ...compared, steps };
}

/** Whether a text judges a result: it does not if any strategy chose the same units on a text of its source. */
function judgeOf(text: string, { source, sources, knowsOneSource }: JudgingFactsRow, prunings: readonly EvaluatedPruning[]) {
  const chosenOn = Map.groupBy(prunings, ({ remove }) => keyOfRemoval(remove));
  const units = new Map(prunings.map(({ key, remove }) => [key, keyOfRemoval(remove)]));
  return ({ key, chosenOn: chooser }: Pick<StrategyResult, 'key' | 'chosenOn'>): boolean => {
    const alike = key === null ? [] : getEntry(chosenOn, getEntry(units, key)).map((pruning) => pruning.chosenOn);
    const read = [chooser, ...alike].flatMap((slug) => (slug === null ? [] : [{ text: slug, source: sources[slug] ?? slug }]));
    return source !== null && judgesChange({ text, source }, { read, knowsOneSource });
  };
}

function keyOf({ key, denseKey }: EvaluationPair): string {
  return `${key} ${denseKey}`;
}
