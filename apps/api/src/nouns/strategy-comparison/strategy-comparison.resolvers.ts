import {
  chooseCompared,
  compareStrategies,
  type DocumentAnswers,
  judgesChange,
  LOG_LOSSES,
  listEvaluationPairs,
  listTerms,
  measureOnBenchmarks,
  measureOnText,
  SCORES,
  TEXT_LOSS,
} from '@lamina/benchmarks';
import {
  documentAnswers,
  type EvaluatedPruning,
  type EvaluationPair,
  evaluatedPrunings,
  protocolsOfRevision,
  type ReadPruning,
  readPrunings,
} from '@lamina/database';
import { AppError, getEntry } from '@lamina/errors';
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
  @nullable(
    String,
    'Protocol of the evaluations; null = the one with the most evaluations, measured before imported. Without a meaning on a text.',
  )
  readonly lane?: string | null;
  @nullable(String, 'Name of one benchmark; null = the mean retention over the multiple-choice benchmarks that can show a loss.')
  readonly benchmark?: string | null;
  @nullable(String, 'Short name of a text: strategies are then compared by their losses on it, as factors.') readonly text?: string | null;
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
    const { text = null, benchmark = null } = args;
    if (text !== null && benchmark !== null)
      throw new AppError('BAD_USER_INPUT', 'strategyComparison takes a text or a benchmark, not both; leave one out.');
    return text === null
      ? compareOnBenchmarks(context, revisionKey, args)
      : compareOnText(context, { revisionKey, text, units: args.units ?? [UnitKind.BLOCK] });
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
 * Compares the strategies that were evaluated on a model by their scores: three statements, then computed in memory. Answers to single documents, most of
 * what is read, are read only for the fields that are made from them.
 * @throws AppError NOT_FOUND for a benchmark that no pruning of the model was evaluated on by the protocol
 */
async function compareOnBenchmarks(
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
    kind: 'answers',
    keys,
    keyOf,
    statementOf: (missing) => documentAnswers(missing.map((key) => getEntry(byKey, key))),
  });
  const steps = compareStrategies(measureOnBenchmarks(prunings, compared, listTerms(answers)), SCORES).map((step) => ({
    ...step,
    results: step.results.map((result) => ({ ...result, judges: true })),
    // All stored strategies are values of the API's enum.
  })) as StrategyComparison['steps'];
  return { lane, text: null, ...compared, isHigherBetter: true, steps };
}

interface TextChoice {
  readonly revisionKey: string;
  readonly text: string;
  readonly units: readonly UnitKind[];
}

/** Compares them by their losses on a text: one statement. @throws AppError NOT_FOUND for a text on which nothing was measured */
async function compareOnText({ sqlReader }: RequestContext, choice: TextChoice): Promise<StrategyComparison> {
  const prunings = await sqlReader.readRows<ReadPruning>(readPrunings(choice));
  const { text } = choice;
  if (prunings.length === 0) throw new AppError('NOT_FOUND', `No removal of these units was measured on a text "${text.slice(0, 100)}".`);
  const judges = judgeOf(prunings);
  const steps = compareStrategies(measureOnText(prunings), LOG_LOSSES).map((step) => ({
    ...step,
    results: step.results.map((result) => ({ ...result, judges: judges(result) })),
  })) as StrategyComparison['steps'];
  return { lane: TEXT_LOSS, text, benchmarks: [], metric: TEXT_LOSS, isHigherBetter: false, steps };
}

/** Whether the text judges a result: it does not if any strategy chose the same units on a text of its source. */
function judgeOf(prunings: readonly ReadPruning[]): (result: Pick<StrategyResult, 'key' | 'chosenOn'>) => boolean {
  const byUnits = Map.groupBy(prunings, ({ remove }) => keyOfRemoval(remove));
  const byKey = new Map(prunings.map((pruning) => [pruning.key, pruning]));
  const byChooser = Map.groupBy(prunings, ({ chosenOn }) => chosenOn);
  return ({ key, chosenOn }) => {
    // Several draws have no units of their own: the text that chose them counts.
    const alike = key === null ? (byChooser.get(chosenOn) ?? []) : getEntry(byUnits, keyOfRemoval(getEntry(byKey, key).remove));
    const read = alike.flatMap((pruning) => pruning.read);
    return prunings.slice(0, 1).every(({ text: { source } }) => judgesChange({ source }, { read }));
  };
}

function keyOf({ key, denseKey }: EvaluationPair): string {
  return `${key} ${denseKey}`;
}
