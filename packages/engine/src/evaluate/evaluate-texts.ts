import {
  isDecided,
  knowsText,
  measureTextLoss,
  type StoppingRule,
  type TextEvaluation,
  tokenEntropy,
  type WindowLoss,
} from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { mapSteps, type Progress, type TextWindows, type WorkDone } from '@lamina/models';
import { NOTHING_REMOVED, removesNothing } from '@lamina/plans';
import { compareLosses, type LossQuestion } from '../score/compare-losses.ts';

import type { Evaluator } from './open-evaluator.ts';

/** Windows that show whether the whole model knows the language of a text. */
export const FEW_WINDOWS = 2;

/** The texts whose language the whole model knows: it reads a few of their windows. */
export async function* findKnownTexts(
  texts: readonly TextWindows[],
  { resident: whole, checkpoint }: Pick<Evaluator, 'resident' | 'checkpoint'>,
): AsyncGenerator<Progress, readonly TextWindows[]> {
  const known: TextWindows[] = [];
  for (const [place, text] of texts.entries()) {
    const windows = text.windows.slice(0, FEW_WINDOWS);
    const work = compareLosses({ whole, changed: whole, removals: [NOTHING_REMOVED], windows, checkpoint });
    const [losses = []] = yield* mapSteps(work, ({ checkpoint: kept }): Progress => {
      return {
        phase: 'prepare',
        done: place,
        total: texts.length,
        note: `whether the model knows the language of ${text.text}`,
        checkpoint: kept,
      };
    });
    const mean = losses.reduce((sum, loss) => sum + loss.whole, 0) / losses.reduce((sum, { tokens }) => sum + tokens, 0);
    if (knowsText(mean, tokenEntropy(text.windows.flatMap(({ ids }) => ids)))) known.push(text);
  }
  return known;
}

interface TextQuestions extends Omit<LossQuestion, 'windows'> {
  /** Texts whose language the whole model knows. */
  readonly texts: readonly TextWindows[];
  readonly rule: StoppingRule;
  /** Number of changes that are judged together. */
  readonly family: number;
}

/** The number of windows of a text that may be read. */
export function countWindows(texts: readonly TextWindows[], { maximum }: StoppingRule): number {
  return texts.reduce((sum, { windows }) => sum + Math.min(maximum, windows.length), 0);
}

/**
 * The losses of removals on texts, some windows of each text at a time, until the rule decides: a removal that is decided is not measured further. The whole
 * model itself is measured as long as any other removal is.
 * @returns by removal, then text
 */
export async function* evaluateTexts({
  removals,
  texts,
  rule,
  family,
  ...question
}: TextQuestions): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly TextEvaluation[])[]> {
  const found = removals.map(() => texts.map((): WindowLoss[] => []));
  const isWhole = (place: number): boolean => question.changed === question.whole && removesNothing(getAt(removals, place));
  const isOpen = (place: number): boolean => !isWhole(place) && !isDecided(getAt(found, place).map(measureTextLoss), rule, family);
  const longest = Math.max(0, ...texts.map(({ windows }) => Math.min(rule.maximum, windows.length)));
  let open = [...removals.keys()];
  let end = 0;
  while (open.length > 0 && end < longest) {
    const start = end;
    end = Math.min(longest, start === 0 ? rule.minimum : start + rule.step);
    for (const [place, text] of texts.entries()) {
      const windows = text.windows.slice(start, end);
      const asked = open.map((removal) => getAt(removals, removal));
      const losses = yield* compareLosses({ ...question, removals: asked, windows });
      for (const [index, removal] of open.entries()) getAt(getAt(found, removal), place).push(...getAt(losses, index));
    }
    const undecided = open.filter(isOpen);
    const next = undecided.length === 0 ? [] : open.filter((removal) => isWhole(removal) || undecided.includes(removal));
    const rest = texts.reduce((sum, { windows }) => sum + Math.max(0, Math.min(rule.maximum, windows.length) - end), 0);
    // Windows that need not be read count as done.
    if (rest > 0 && next.length < open.length) yield { count: rest * (open.length - next.length) };
    open = next;
  }
  return found.map((byText) =>
    texts.map(({ text, source, contextTokens, idsSha256 }, place) => ({
      text,
      source,
      contextTokens,
      idsSha256,
      windows: getAt(byText, place),
    })),
  );
}
