import { nameUnits } from '@lamina/plans';
import type { StudyComparison, StudyResult } from './read-study.ts';
import type { QuantizationRow } from './tabulate-quantization.ts';

type StudyVerdict = StudyComparison['steps'][number]['results'][number]['verdict'];

/** A study as text: every strategy at every count with its retention and the result against the control, by units and repair. */
export function describeStudy({ model, blocks, comparison, comparisons, prunings }: StudyResult): string {
  const { metric, benchmarks } = comparison;
  const others = comparisons.flatMap((one) => [
    `  ${one.units.join(' and ')}, ${one.repair === null ? 'no repair' : `repaired by ${one.repair} (${one.setting}); the control is not repaired`}:`,
    ...describeSteps(one, one.units.length * blocks, nameUnits(one.units)),
  ]);
  return [
    `${model}: retention of ${metric} over ${benchmarks.join(', ')}; ${prunings.length} removals`,
    ...describeSteps(comparison, blocks, 'blocks'),
    ...others,
  ].join('\n');
}

function describeSteps({ steps }: StudyComparison, total: number, units: string): readonly string[] {
  // One text is the study's own, and needs no name.
  const texts = new Set(steps.flatMap(({ results }) => results.map(({ chosenOn }) => chosenOn).filter((text) => text !== null)));
  return steps.flatMap(({ removedCount, control, equalBytes, results }) => [
    `  without ${removedCount} of ${total} ${units}${control === null ? '' : `; random inner ${units} keep ${control.mean.toFixed(3)} (${control.low.toFixed(3)} to ${control.high.toFixed(3)}, ${control.draws} draws)`}`,
    ...(equalBytes === null
      ? []
      : [
          `    equal bytes: the whole model in ${equalBytes.precision} keeps ${equalBytes.retention.toFixed(3)}${plusMinus(equalBytes.retentionStandardError)} with ${percent(equalBytes.bytesRatio)} of the bytes; the pruned model has ${percent(equalBytes.prunedBytesRatio)}`,
        ]),
    ...results.map(({ strategy, chosenOn, removed, draws, retention, retentionStandardError, verdict }) => {
      const which = draws > 1 ? `  (mean of ${draws} seeds)` : removed === null || removed.length === 0 ? '' : `  (${removed.join(', ')})`;
      const text = texts.size > 1 && chosenOn !== null ? `  chosen on ${chosenOn}` : '';
      return `    ${strategy.padEnd(20)} ${retention.toFixed(3)}${plusMinus(retentionStandardError)}  ${VERDICTS[verdict]}${which}${text}`;
    }),
  ]);
}

/** What five random draws on one text can show; "better" would need more texts, and more seeds of a search. */
const VERDICTS: Readonly<Record<StudyVerdict, string>> = {
  'beats-control': 'beyond all draws',
  'not-distinguishable': 'not distinguishable',
  'worse-than-control': 'behind all draws',
  'no-control': 'no control',
};

function plusMinus(standardError: number | null): string {
  return standardError === null ? '' : ` ± ${standardError.toFixed(3)}`;
}

function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(0)} %`;
}

/** The table of a model's quantized forms, as Markdown. */
export function describeQuantization(rows: readonly QuantizationRow[]): string {
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const cells = rows.map(({ precision, order, removed, values, ...row }) => [
    precision,
    removed.length === 0 ? 'none' : `${removed.length} (${removed.join(', ')})`,
    order.replaceAll('-', ' '),
    ...columns.map((column) => values[column]?.toFixed(column.endsWith('perplexity') ? 2 : 4) ?? '–'),
    row.weightsBytes === null ? '–' : (row.weightsBytes / 1e6).toFixed(2),
    row.prefillTokensPerSecond?.toFixed(0) ?? '–',
    row.decodeTokensPerSecond?.toFixed(1) ?? '–',
  ]);
  const header = ['precision', 'blocks removed', 'order', ...columns, 'weights, MB', 'prefill, tokens/s', 'decode, tokens/s'];
  const table = [header, header.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `${table}\n${describeMachines(new Set(rows.map(({ machine }) => machine).filter((machine) => machine !== null)))}`.trimEnd();
}

function describeMachines(machines: ReadonlySet<string>): string {
  if (machines.size === 0) return '';
  const named = [...machines].join('; ');
  return machines.size === 1
    ? `\nSpeeds on ${named}; numbers of another machine are not comparable with these.`
    : `\nSpeeds come from several machines and are not comparable: ${named}.`;
}
