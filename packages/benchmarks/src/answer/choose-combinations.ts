import type { AnswerCandidate, AnswerQuestion } from './answer-model.ts';
import { shareSaved } from './saved.ts';

/** A change that was measured alone. */
type MeasuredPart = Pick<AnswerCandidate, 'saved' | 'texts'>;

/** Changes that were measured alone, by what they change. */
export interface MeasuredParts<Removal extends MeasuredPart, Form extends MeasuredPart, Words extends MeasuredPart> {
  readonly removals: readonly Removal[];
  /** The whole model in fewer bits. */
  readonly forms: readonly Form[];
  /** Smaller vocabularies. */
  readonly words: readonly Words[];
}

/** At least two changes at once; null: the model keeps what this part changes. */
export interface Combination<Removal, Form, Words> {
  readonly removal: Removal | null;
  readonly form: Form | null;
  readonly words: Words | null;
}

/**
 * Combinations of changes that are worth measuring. If changes do not interact, the logarithms of their losses add up, and each leaves the same share of the file.
 * Combinations that are then within the limit, or that fit the asked size, are taken if they are better than every change alone: the best one of each two kinds
 * and of all three, then the next best.
 * @param count how many at most
 */
export function chooseCombinations<Removal extends MeasuredPart, Form extends MeasuredPart, Words extends MeasuredPart>(
  { removals, forms, words }: MeasuredParts<Removal, Form, Words>,
  question: AnswerQuestion,
  count: number,
): readonly Combination<Removal, Form, Words>[] {
  const alone = [...removals, ...forms, ...words].filter(isMeasured).map((part) => predict([part], question));
  const best = Math.min(...alone.flatMap((predicted) => (predicted === null ? [] : [predicted.cost])));
  const possible = [null, ...removals.filter(isMeasured)].flatMap((removal) =>
    [null, ...forms.filter(isMeasured)].flatMap((form) =>
      [null, ...words.filter(isMeasured)].flatMap((vocabulary) => {
        const parts = [removal, form, vocabulary].filter((part) => part !== null);
        const predicted = parts.length < 2 ? null : predict(parts, question);
        const kinds = [removal, form, vocabulary].map((part) => part !== null).join();
        return predicted === null || predicted.cost >= best ? [] : [{ removal, form, words: vocabulary, kinds, ...predicted }];
      }),
    ),
  );
  const sorted = possible.toSorted((a, b) => a.cost - b.cost);
  const first = [...Map.groupBy(sorted, ({ kinds }) => kinds).values()].flatMap((own) => own.slice(0, 1));
  const others = sorted.filter((one) => !first.includes(one));
  return [...first, ...others].slice(0, count).map(({ removal, form, words: vocabulary }) => ({ removal, form, words: vocabulary }));
}

function isMeasured({ texts }: MeasuredPart): boolean {
  return texts.length > 0;
}

/** The value to minimise: the rest of the asked quantity, or the loss where a size is asked for. Null: too costly, too large, or of no use. */
function predict(parts: readonly MeasuredPart[], { limit, save, fit }: AnswerQuestion): { readonly cost: number } | null {
  // A measured gain is noise.
  const loss = parts.reduce((sum, { texts }) => sum + Math.max(0, ...texts.map(({ logLoss }) => logLoss)), 0);
  // A saving that is not known counts as nothing.
  const shares = parts.map(({ saved }) => shareSaved(saved, save) ?? 0);
  const left = shares.reduce((product, share) => product * (1 - share), 1);
  if (shares.some((share) => share <= 0)) return null;
  if (fit === null) return loss <= Math.log1p(limit) ? { cost: left } : null;
  const whole = fit <= 1 ? 1 : Math.max(...parts.map(({ saved }) => saved.bytesBefore ?? 0)); // A size is asked of files whose bytes are known.
  return left * whole <= fit ? { cost: loss } : null;
}
