import { averageOf, findHeadline } from '@lamina/metrics';
import { STRATEGY, type StrategyName } from '@lamina/strategies';

/** Whether the blocks were chosen by the scores of the quantized form or of the original. */
export type QuantizationOrder = 'dense' | 'quantize-then-remove' | 'remove-then-quantize';

/** A model in one precision with one number of removed blocks. */
interface FormFacts {
  /** Short name of the model in this precision. */
  readonly model: string;
  readonly precision: string;
  readonly removedCount: number;
  readonly weightsBytes: number | null;
}

/** A form and what was measured of it. */
export interface MeasuredForm extends FormFacts {
  /** False for a quantized form. */
  readonly isOriginal: boolean;
  /** Null for a form without removed blocks. */
  readonly strategy: StrategyName | null;
  /** Every metric of every text. */
  readonly cells: readonly { readonly benchmark: string; readonly metric: string; readonly value: number }[];
}

/** A row of the table. */
export interface FormRow extends FormFacts {
  readonly order: QuantizationOrder;
  /** Geometric mean over the perplexity texts that all forms have in common; null if there are none. */
  readonly perplexity: number | null;
}

/** The forms as rows of a table. Means are comparable only over texts that all forms with texts have in common. */
export function tabulateForms(measured: readonly MeasuredForm[]): readonly FormRow[] {
  const forms = measured.map((form) => ({ ...form, texts: listHeadlines(form.cells) }));
  const isShared = (text: string): boolean => forms.every(({ texts }) => texts.size === 0 || texts.has(text));
  return forms.map(({ model, precision, removedCount, weightsBytes, texts, ...form }) => {
    const logarithm = averageOf([...texts].filter(([text]) => isShared(text)).map(([, value]) => Math.log(value)));
    const perplexity = logarithm === null ? null : Math.exp(logarithm);
    return { model, precision, removedCount, weightsBytes, order: orderOf(form), perplexity };
  });
}

/** One value for each text. */
function listHeadlines(cells: MeasuredForm['cells']): ReadonlyMap<string, number> {
  const headlines = [...Map.groupBy(cells, ({ benchmark }) => benchmark)].map(([text, own]) => [text, findHeadline(own)?.value] as const);
  return new Map(headlines.filter((headline): headline is readonly [string, number] => headline[1] !== undefined));
}

function orderOf({ strategy, isOriginal }: Pick<MeasuredForm, 'strategy' | 'isOriginal'>): QuantizationOrder {
  if (strategy === null) return 'dense';
  return isOriginal || strategy === STRATEGY.explicit ? 'remove-then-quantize' : 'quantize-then-remove';
}
