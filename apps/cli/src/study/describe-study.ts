import { describeUnknown } from '@lamina/benchmarks';
import { describeChange, isRemoval, joinWords, nameUnits, UNCHANGED } from '@lamina/plans';
import { formatTable } from '../table.ts';
import type { StudyComparison, StudyResult } from './read-study.ts';

type StudyVerdict = StudyComparison['steps'][number]['results'][number]['verdict'];

/** A study as tables: every strategy at every count with its retention and the result against the control, by units and repair. */
export function describeStudy({ model, blocks, comparison, comparisons, prunings, dense, roundings, textsLeftOut }: StudyResult): string {
  const others = comparisons.flatMap((one) => [
    '',
    `${one.units.join(' and ')}, ${one.repair === null ? 'no repair' : `repaired by ${one.repair} (${one.setting}); the control is not repaired`}:`,
    ...describeSteps(one, one.units.length * blocks, nameUnits(one.units)),
    ...describeTexts(one, one.units.length * blocks, nameUnits(one.units)),
  ]);
  return [
    `${model}: ${describeBenchmarks(comparison)}; ${prunings.filter(isRemoval).length} removals`,
    ...describeLeftOut(textsLeftOut, dense.texts.length),
    ...describeSteps(comparison, blocks, 'blocks'),
    ...describeTexts(comparison, blocks, 'blocks'),
    ...others,
    ...describeOthers(prunings),
    ...describeRoundings(roundings),
  ].join('\n');
}

/** A line for each smaller vocabulary and type: its loss on each text, and what to know before taking it. */
function describeOthers(prunings: StudyResult['prunings']): readonly string[] {
  return prunings.flatMap(({ precision, keepVocabulary, caveat, texts }) => {
    if (isRemoval({ precision, keepVocabulary })) return [];
    const change = describeChange({ ...UNCHANGED, precision, keepVocabulary });
    const losses = texts.map(({ text, loss }) => `${describeMore(loss)} perplexity on ${text}`).join(', ');
    return ['', `${change}: ${[losses === '' ? 'measured on no text' : losses, caveat].filter((part) => part !== null).join('. ')}`];
  });
}

/** How many units of the largest divergence are named. */
const NAMED = 3;

/** A line for each type: the units that it moves most. */
function describeRoundings(roundings: StudyResult['roundings']): readonly string[] {
  return [...Map.groupBy(roundings, ({ type }) => type)].map(([type, units]) => {
    const moved = units.flatMap(({ divergence, ...unit }) => (divergence === null ? [] : [{ ...unit, divergence }]));
    const largest = moved.toSorted((a, b) => b.divergence - a.divergence).slice(0, NAMED);
    const named = largest.map(
      ({ unit, block, divergence }) => `${block === null ? unit : `${unit} ${block}`} (${divergence.toPrecision(2)} nats a token)`,
    );
    return `${type}: of ${units.length} units rounded alone, it moves most ${joinWords(named)}`;
  });
}

/** `+0.3 %` */
function describeMore(loss: number): string {
  return `${loss < 0 ? '−' : '+'}${(100 * Math.abs(loss)).toFixed(1)} %`;
}

function describeBenchmarks({ metric, benchmarks, leftOut }: StudyComparison): string {
  const judged = benchmarks.length === 0 ? `no ${metric} that can show a loss` : `retention of ${metric} over ${benchmarks.join(', ')}`;
  return leftOut.length === 0 ? judged : `${judged}; left out, because the whole model guesses: ${leftOut.join(', ')}`;
}

/** Texts whose language the model does not know. */
function describeLeftOut(texts: readonly string[], known: number): readonly string[] {
  if (texts.length === 0) return [];
  return known === 0 ? [describeUnknown(texts)] : [`left out, because the model does not know their language: ${texts.join(', ')}`];
}

/** A table for each text. */
function describeTexts({ texts }: StudyComparison, total: number, units: string): readonly string[] {
  return texts.flatMap(({ text, steps }) => ['', `times the perplexity on ${text}:`, ...describeSteps({ steps }, total, units)]);
}

interface StudyRow {
  readonly count: string;
  readonly name: string;
  readonly kept: string;
  readonly verdict: string;
  readonly removed: string;
}

function describeSteps({ steps }: Pick<StudyComparison, 'steps'>, total: number, units: string): readonly string[] {
  // One text is the study's own, and needs no name.
  const texts = new Set(steps.flatMap(({ results }) => results.map(({ chosenOn }) => chosenOn).filter((text) => text !== null)));
  const rows = steps.flatMap(({ removedCount, control, results }): readonly StudyRow[] => {
    const count = `${removedCount} of ${total}`;
    return [
      ...results.map(({ strategy, chosenOn, removed, draws, retention, retentionInterval, verdict }) => ({
        count,
        name: texts.size > 1 && chosenOn !== null ? `${strategy}, chosen on ${chosenOn}` : strategy,
        kept: `${retention.toFixed(3)}${between(retentionInterval)}`,
        verdict: VERDICTS[verdict],
        removed: draws > 1 ? `mean of ${draws} seeds` : removed === null ? '' : removed.join(', '),
      })),
      ...(control === null ? [] : [{ count, ...describeControl(control, units) }]),
    ];
  });
  if (rows.length === 0) return [];
  const table = formatTable(rows, [
    { title: `${units} removed`, value: ({ count }) => count },
    { title: 'by', align: 'left', value: ({ name }) => name },
    { title: 'changed ÷ whole', align: 'left', value: ({ kept }) => kept },
    { title: 'against random draws', align: 'left', value: ({ verdict }) => verdict },
    { title: 'removed', align: 'left', value: ({ removed }) => removed },
  ]);
  return [table];
}

type StudyStep = StudyComparison['steps'][number];

function describeControl({ mean, low, high, draws }: NonNullable<StudyStep['control']>, units: string): Omit<StudyRow, 'count'> {
  const kept = `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return { name: `random inner ${units}`, kept, verdict: '', removed: `${draws} draws` };
}

/** The verdicts that five random draws on one text can show; "better" would need more texts, and more seeds of a search. */
const VERDICTS: Readonly<Record<StudyVerdict, string>> = {
  'beats-control': 'beyond all draws',
  'not-distinguishable': 'not distinguishable',
  'worse-than-control': 'behind all draws',
  'no-control': 'no control',
};

function between(interval: { readonly low: number; readonly high: number } | null): string {
  return interval === null ? '' : ` (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})`;
}
