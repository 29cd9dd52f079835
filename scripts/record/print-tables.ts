import { getAt, getEntry } from '@lamina/errors';
import { findHeadline, isScore, REPAIR_KINDS } from '@lamina/metrics';
import { isRandomStrategy, STRATEGY_NAMES } from '@lamina/strategies';
import type { Recorded, RecordedEvaluation, RecordedForm, RecordedPruning } from './read-recorded.ts';
import { TABLE_BENCHMARKS } from './recorded-steps.ts';

const DIVERGENCE = 'kl_divergence';
const ACCURACY = 'acc';
const HEAD = ['removed', 'chosen by', 'repair', 'solved on', 'error, no sinks', 'error, all tokens', 'parameters'];
const CHANGED = 'changed answers';
/** What may be removed together, in the order of tables, with its names for one and for several. */
const UNIT_TITLES: readonly (readonly [units: string, one: string, several: string])[] = [
  ['block', 'block', 'blocks'],
  ['attention', 'attention', 'attentions'],
  ['mlp', 'MLP', 'MLPs'],
  ['attention,mlp', 'attention or MLP', 'attentions or MLPs'],
];

/** The page of all recorded results, as Markdown. */
export function printTables(recorded: Recorded): string {
  const { facts, models } = recorded;
  const wholes = models.filter(({ derivedFromId }) => derivedFromId === null);
  return [
    '# Recorded models: every result',
    '',
    `Written by \`npm run docs:recorded\` from \`models/recorded\`, recorded from ${facts.startedAt.slice(0, 10)} to ${facts.recordedAt.slice(0, 10)} on: ${facts.device}. [Findings](findings.md) says in words what follows from these numbers, and what does not.`,
    '',
    'Perplexities are pruned ÷ dense, on the same texts; accuracies are pruned − dense, on the same questions. Values after ± are standard errors, paired by document. Divergence is KL(dense ‖ pruned) in nats per token. A control is the lowest and the highest of its draws. Of attentions and MLPs together, a5 is the attention of block 5, and m5 its MLP. Choices of several strategies that agree share a row. Where the scores of several texts chose, each text is named in brackets; further seeds of a search show their lowest and their highest. A repair is solved on the text that is named, with every fifth document held out; its error is the share of the change of the residual stream that it leaves there (1 = no better than removal alone), the largest of its gaps. Sinks (first tokens, and very long states) hold nearly all of the squared norm, so the error over tokens that are no sinks is the one to compare with the damage. Changed answers are the share of questions that only one of the two models answers right, mean over the benchmarks of questions that every removal was measured on.',
    ...wholes.flatMap((model) => printModel(recorded, model)),
    '',
  ].join('\n');
}

function printModel(recorded: Recorded, model: RecordedForm): readonly string[] {
  const results = createResults(recorded, model);
  const counts = [...new Set(results.prunings.map(({ removedCount }) => removedCount))].sort((a, b) => a - b);
  return [
    ...['', `## ${model.name}`, ''],
    ...printTable(['model', 'bytes', ...results.names], results.listWholes()),
    ...UNIT_TITLES.flatMap(([kinds, one, several]) =>
      counts.flatMap((count) => {
        const own = results.prunings.filter(({ units, removedCount }) => units.join() === kinds && removedCount === count);
        if (own.length === 0) return [];
        return [
          '',
          `### ${model.name}: ${count} ${count === 1 ? one : several}`,
          '',
          ...printTable([...HEAD, ...results.names, CHANGED], results.listRows(own)),
        ];
      }),
    ),
  ];
}

/** Results of one model, as cells. */
interface Results {
  /** Titles of the columns of results. */
  readonly names: readonly string[];
  readonly prunings: readonly RecordedPruning[];
  /** The whole model, and its quantized forms. */
  listWholes(): readonly (readonly string[])[];
  listRows(prunings: readonly RecordedPruning[]): readonly (readonly string[])[];
}

function createResults({ models, revisions, benchmarks, prunings, texts, evaluations }: Recorded, model: RecordedForm): Results {
  const isOf = (form: RecordedForm) => new Set(revisions.filter(({ modelId }) => modelId === form.id).map(({ id }) => id));
  const own = isOf(model);
  // A benchmark is shown where the whole model has a result that stands for it.
  const headlineOf = (benchmarkId: string): readonly RecordedEvaluation[] => {
    const headline = findHeadline(
      evaluations.filter((one) => one.benchmarkId === benchmarkId && one.pruningId === null && own.has(one.revisionId)),
    );
    return headline === undefined ? [] : [headline];
  };
  const columns = benchmarks
    .toSorted((a, b) => b.kind.localeCompare(a.kind) || a.name.localeCompare(b.name))
    .flatMap(({ id, name, kind }) => [
      ...headlineOf(id).map(({ metric }) => ({ id, name, metric })),
      ...(kind === 'perplexity' ? [{ id, name: 'divergence', metric: DIVERGENCE }] : []),
    ]);
  const questions = columns.filter(({ name, metric }) => metric === ACCURACY && TABLE_BENCHMARKS.includes(name));
  const bySubject = Map.groupBy(evaluations, ({ revisionId, pruningId }) => pruningId ?? revisionId);
  const find = (subject: string, { id, metric }: (typeof columns)[number]): RecordedEvaluation | undefined =>
    bySubject.get(subject)?.find((one) => one.benchmarkId === id && one.metric === metric);
  const quantized = models.filter(({ derivedFromId }) => derivedFromId === model.id);
  // Choices that were not evaluated show nothing.
  const evaluated = prunings.filter(({ id, revisionId }) => own.has(revisionId) && bySubject.has(id));
  const findText = ({ scoreRunId }: RecordedPruning): string | null => (scoreRunId === null ? null : getEntry(texts, scoreRunId));
  const nameTexts = isSeveral(evaluated.map(findText)) ? findText : () => null;
  return {
    names: columns.map(({ name, metric }) => `${name} (${metric === DIVERGENCE ? 'nats' : metric.replace('word_', '')})`),
    prunings: evaluated,
    listWholes: () =>
      [model, ...quantized].map((form) => [
        form === model ? 'dense' : form.slug,
        form.quantization === null ? '1' : (form.quantization.bytesAfter / form.quantization.bytesBefore).toFixed(3),
        ...columns.map((column) => {
          const [subject] = [...isOf(form)];
          return printWhole(subject === undefined ? undefined : find(subject, column));
        }),
      ]),
    listRows: (some) =>
      [...Map.groupBy(some, (pruning) => keyOf(pruning)).values()]
        .toSorted(compareRows)
        .map((group) => [
          ...describe(group, nameTexts),
          ...columns.map((column) => printCell(group.map(({ id }) => find(id, column)))),
          printChanged(group.map(({ id }) => questions.map((column) => find(id, column)))),
        ]),
  };
}

/** Whether several texts are among them. */
function isSeveral(texts: readonly (string | null)[]): boolean {
  return new Set(texts.filter((text) => text !== null)).size > 1;
}

/** Prunings of one key share a row: strategies that chose the same units, the draws of a random strategy, or the further seeds of a search. */
function keyOf({ strategy, seed, scoreRunId, removed, removedAttention, removedMlp, repairKind, repair }: RecordedPruning): string {
  const units = seed === null ? [removed, removedAttention, removedMlp] : [strategy, scoreRunId];
  return JSON.stringify([units, repairKind, repair?.setting, repair?.calibration.textSha256]);
}

function compareRows([a]: readonly RecordedPruning[], [b]: readonly RecordedPruning[]): number {
  if (a === undefined || b === undefined) return 0;
  return placeOf(a) - placeOf(b) || keyOf(a).localeCompare(keyOf(b));
}

/** Strategies in their order; of one strategy, removal alone first and repairs in theirs. */
function placeOf({ strategy, repairKind }: RecordedPruning): number {
  // Removal alone has no repair.
  const kind = repairKind ?? 'none';
  return REPAIR_KINDS.length * STRATEGY_NAMES.indexOf(strategy) + REPAIR_KINDS.indexOf(kind);
}

/** @param findText the text to name beside a strategy; null where none is named */
function describe(group: readonly RecordedPruning[], findText: (pruning: RecordedPruning) => string | null): readonly string[] {
  const [first] = group;
  if (first === undefined) throw new Error('a row of no prunings');
  const isDrawn = first.seed !== null;
  // Kinds are marked where a row has both.
  const [attention, mlp] = first.units.length > 1 ? ['a', 'm'] : ['', ''];
  const halves = [...first.removedAttention.map((index) => attention + index), ...first.removedMlp.map((index) => mlp + index)];
  const removed = [...first.removed, ...halves].join(' ');
  const strategies = [...Map.groupBy(group, ({ strategy }) => strategy)].map(([strategy, own]) => {
    const texts = [...new Set(own.map(findText).filter((text) => text !== null))].sort();
    return texts.length === 0 ? strategy : `${strategy} (${texts.join(', ')})`;
  });
  return [
    isDrawn ? `${group.length} ${isRandomStrategy(first.strategy) ? 'draws' : 'further seeds'}` : removed,
    strategies.join(', '),
    // Removal alone has no repair, and no text.
    ...(first.repair === null ? ['none', '', '', ''] : describeRepair(first.repair)),
    isDrawn ? '' : `−${(100 * first.removedParameterRatio).toFixed(1)} %`,
  ];
}

function describeRepair({ setting, heldOutErrors }: NonNullable<RecordedPruning['repair']>): readonly string[] {
  const { kind, rank, alpha, calibration } = setting;
  const asked = [kind, rank === undefined ? '' : `rank ${rank}`, alpha === undefined ? '' : `ridge ${alpha}`].filter((part) => part !== '');
  // Null: nothing was held out.
  const errors = heldOutErrors === null ? ['', ''] : [heldOutErrors['no-sinks'].toFixed(2), heldOutErrors.all.toFixed(2)];
  return [asked.join(', '), calibration, ...errors];
}

function printWhole(evaluation: RecordedEvaluation | undefined): string {
  if (evaluation === undefined) return '';
  const { value, standardError, metric } = evaluation;
  const digits = isScore(metric) ? 3 : 2;
  return `${value.toFixed(digits)}${standardError === null ? '' : ` ± ${standardError.toFixed(digits)}`}`;
}

/** One result with its error, or the lowest and the highest of several draws. */
function printCell(found: readonly (RecordedEvaluation | undefined)[]): string {
  const known = found.filter((one) => one !== undefined);
  const values = known.map(getValue);
  const [first] = known;
  if (first === undefined) return '';
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low !== high) return `${print(low, first.metric)} to ${print(high, first.metric)}`;
  const error = getError(first);
  return `${print(low, first.metric)}${error === null ? '' : ` ± ${Math.abs(error).toFixed(digitsOf(low))}`}`;
}

/** The mean share of changed answers, or the lowest and the highest of several draws; empty where a benchmark is not measured. */
function printChanged(prunings: readonly (readonly (RecordedEvaluation | undefined)[])[]): string {
  const means = prunings.flatMap((cells) => {
    const shares = cells.flatMap((cell) =>
      cell === undefined || cell.lostCount === null || cell.gainedCount === null
        ? []
        : (cell.lostCount + cell.gainedCount) / cell.sampleCount,
    );
    return shares.length === 0 || shares.length < cells.length ? [] : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  });
  if (means.length === 0) return '';
  const [low, high] = [Math.min(...means), Math.max(...means)].map((share) => share.toFixed(3));
  return low === high ? `${low}` : `${low} to ${high}`;
}

/** Accuracies as differences, perplexities as ratios, divergences as they are. */
function getValue({ metric, value, difference, retention }: RecordedEvaluation): number {
  if (metric === DIVERGENCE) return value;
  return (metric === 'word_perplexity' ? retention : difference) ?? Number.NaN;
}

function getError({ metric, standardError, retentionStandardError, differenceStandardError }: RecordedEvaluation): number | null {
  if (metric === DIVERGENCE) return standardError;
  return metric === 'word_perplexity' ? retentionStandardError : differenceStandardError;
}

function print(value: number, metric: string): string {
  const isDifference = metric !== DIVERGENCE && metric !== 'word_perplexity';
  const sign = isDifference && value > 0 ? '+' : '';
  return `${sign}${value.toFixed(digitsOf(value)).replace('-', '−')}`;
}

function digitsOf(value: number): number {
  return value >= 100 ? 0 : 3;
}

/** A table as formatters write it: columns have one width. */
function printTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((cells) => getAt(cells, column).length)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${cells.map((cell, column) => cell.padEnd(getAt(widths, column), fill)).join(' | ')} |`;
  return [
    line(head, ' '),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((cells) => line(cells, ' ')),
  ];
}
