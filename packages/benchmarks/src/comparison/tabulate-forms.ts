import { averageOf, findHeadline } from '@lamina/metrics';
import { STRATEGY, type StrategyName } from '@lamina/strategies';

/** Whether the blocks were chosen by the scores of the quantized form or of the original. */
export type QuantizationOrder = 'dense' | 'quantize-then-remove' | 'remove-then-quantize';

/** One metric of one benchmark. */
export interface FormCell {
  readonly benchmark: string;
  readonly metric: string;
  readonly value: number;
  readonly standardError: number | null;
}

/** The facts of a form in a row of the table. */
export interface FormFacts {
  /** Short name of the model in this precision. */
  readonly model: string;
  readonly precision: string;
  /** Null for a form without removed blocks. */
  readonly strategy: StrategyName | null;
  readonly removedCount: number;
  /** Removed blocks, ascending. */
  readonly removed: readonly number[];
  readonly weightsBytes: number | null;
  /** For a single text; null if it was not measured alone. */
  readonly prefillTokensPerSecond: number | null;
  readonly decodeTokensPerSecond: number | null;
  readonly machine: string | null;
}

/** A model in one precision with one set of removed blocks, and what was measured of it. */
export interface MeasuredForm extends FormFacts {
  /** False for a quantized form. */
  readonly isOriginal: boolean;
  /** Identifies machine, device, provider and threads; null without a measured speed. */
  readonly machineDigest: string | null;
  /** Every metric of every benchmark, with the benchmark's kind. */
  readonly cells: readonly (FormCell & { readonly kind: string })[];
}

/** A row of the table. */
export interface FormRow extends FormFacts {
  readonly order: QuantizationOrder;
  /** Mean accuracy, 0 to 1, over the multiple-choice benchmarks that all forms have in common; null if there are none. */
  readonly averageAccuracy: number | null;
  /** Geometric mean over the perplexity texts that all forms have in common; null if there are none. */
  readonly perplexity: number | null;
  /** The headline metric of each benchmark. */
  readonly cells: readonly FormCell[];
}

/** The forms as rows of a table. `isOneMachine` is false if their speeds come from several machines, which are not comparable. */
export function tabulateForms(measured: readonly MeasuredForm[]): { readonly isOneMachine: boolean; readonly rows: readonly FormRow[] } {
  const forms = measured.map(({ cells, ...form }) => ({ ...form, cells: listHeadlines(cells) }));
  const machines = new Set(forms.map(({ machineDigest }) => machineDigest).filter((digest) => digest !== null));
  const shared = listShared(forms);
  return { isOneMachine: machines.size <= 1, rows: forms.map((form) => toRow(form, shared)) };
}

/** One result per benchmark. */
function listHeadlines(cells: MeasuredForm['cells']): MeasuredForm['cells'] {
  return [...Map.groupBy(cells, ({ benchmark }) => benchmark).values()]
    .map((own) => findHeadline(own))
    .filter((headline) => headline !== undefined);
}

/** Benchmarks that all forms with benchmarks of that kind have in common; means are comparable only over these. */
function listShared(forms: readonly MeasuredForm[]): ReadonlySet<string> {
  const isShared = ({ kind, benchmark }: MeasuredForm['cells'][number]): boolean =>
    forms.every(({ cells }) => {
      const alike = cells.filter((cell) => cell.kind === kind);
      return alike.length === 0 || alike.some((cell) => cell.benchmark === benchmark);
    });
  const cells = forms.flatMap((form) => form.cells);
  return new Set(cells.filter(isShared).map(({ benchmark }) => benchmark));
}

function toRow({ isOriginal, cells, machineDigest: _machineDigest, ...form }: MeasuredForm, shared: ReadonlySet<string>): FormRow {
  const valuesOf = (wanted: string): readonly number[] =>
    cells.filter(({ kind, benchmark }) => kind === wanted && shared.has(benchmark)).map(({ value }) => value);
  const accuracies = valuesOf('multiple-choice');
  const perplexities = valuesOf('perplexity').map(Math.log);
  const perplexity = averageOf(perplexities);
  return {
    ...form,
    order: orderOf(form, isOriginal),
    averageAccuracy: averageOf(accuracies),
    perplexity: perplexity === null ? null : Math.exp(perplexity),
    cells: cells.map(({ kind: _kind, ...cell }) => cell),
  };
}

function orderOf({ strategy }: Pick<MeasuredForm, 'strategy'>, isOriginal: boolean): QuantizationOrder {
  if (strategy === null) return 'dense';
  return isOriginal || strategy === STRATEGY.explicit ? 'remove-then-quantize' : 'quantize-then-remove';
}
