import {
  isDecided,
  isHopeless,
  knowsText,
  type LossText,
  measureTextLoss,
  type StoppingRule,
  type TextEvaluation,
  tokenEntropy,
  WINDOW_TOKENS,
  type WindowLoss,
} from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { cutLossWindows, keyOf, mapSteps, type Progress, type TextWindows, type Window, type WorkDone } from '@lamina/models';
import { keyOfRemoval, NOTHING_REMOVED, removesNothing } from '@lamina/plans';
import { isNumbers } from '../resident/resident-model.ts';
import { compareLosses, type LossQuestion } from '../score/compare-losses.ts';
import { createWordReader, type WordQuestion, type WordSums } from './measure-words.ts';
import type { Evaluator, TaskEncoder } from './open-evaluator.ts';

/** Texts as windows of each asked length. A text whose passages are shorter is left out. */
export function cutTexts(
  { tokenizer, longestWindow: maxLength }: Pick<TaskEncoder, 'tokenizer' | 'longestWindow'>,
  {
    texts = [],
    contexts = [WINDOW_TOKENS],
  }: { readonly texts?: readonly LossText[] | undefined; readonly contexts?: readonly number[] | undefined },
): readonly TextWindows[] {
  const cut = contexts.flatMap((contextTokens) => texts.map((text) => cutLossWindows(text, tokenizer, { maxLength, contextTokens })));
  // A model with a short context reads windows of one length only.
  const different = new Map(cut.flatMap((text) => (text === null ? [] : [[`${text.text} ${text.contextTokens}`, text] as const])));
  return [...different.values()];
}

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

/** The number of windows of a text that may be read. */
export function countWindows(texts: readonly TextWindows[], { maximum }: StoppingRule): number {
  return texts.reduce((sum, { windows }) => sum + Math.min(maximum, windows.length), 0);
}

/** Changes of a model that are measured on the same texts until they are decided. */
interface TextQuestions {
  /** Number of changes. */
  readonly count: number;
  /** Whether a change is none: it is measured as long as any other is. */
  readonly isWhole?: (change: number) => boolean;
  /** Texts whose language the whole model knows. */
  readonly texts: readonly TextWindows[];
  readonly rule: StoppingRule;
  /** Number of changes that are judged together. */
  readonly family: number;
  /** The losses of some changes on windows, by change, then window. */
  readonly measure: (
    changes: readonly number[],
    windows: readonly Window[],
  ) => AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly WindowLoss[])[]>;
}

/**
 * The losses of changes on texts, some windows of each text at a time, until the rule decides: a change that is decided, or hopeless, is not measured further.
 * @returns by change, then text
 */
export async function* evaluateTexts({
  count,
  isWhole = () => false,
  texts,
  rule,
  family,
  measure,
}: TextQuestions): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly TextEvaluation[])[]> {
  const found = Array.from({ length: count }, () => texts.map((): WindowLoss[] => []));
  const isOpen = (change: number): boolean => {
    const losses = getAt(found, change).map(measureTextLoss);
    return !isDecided(losses, rule, family) && !isHopeless(losses, rule, family);
  };
  const longest = Math.max(0, ...texts.map(({ windows }) => Math.min(rule.maximum, windows.length)));
  let open = [...found.keys()];
  let end = 0;
  while (open.length > 0 && end < longest) {
    const start = end;
    end = Math.min(longest, start === 0 ? rule.minimum : start + rule.step);
    const read = texts.map(({ windows }) => windows.slice(start, end));
    const losses = yield* measure(open, read.flat());
    for (const [index, change] of open.entries()) {
      let first = 0;
      for (const [place, { length }] of read.entries()) {
        getAt(getAt(found, change), place).push(...getAt(losses, index).slice(first, first + length));
        first += length;
      }
    }
    const undecided = open.filter((change) => !isWhole(change) && isOpen(change));
    const next = undecided.length === 0 ? [] : open.filter((change) => isWhole(change) || undecided.includes(change));
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

/** The losses of removals on texts, as evaluateTexts. @returns by removal, then text */
export function evaluateRemovals({
  texts,
  rule,
  family,
  ...question
}: Omit<LossQuestion, 'windows'> & Pick<TextQuestions, 'texts' | 'rule' | 'family'>): ReturnType<typeof evaluateTexts> {
  const { removals, whole, changed } = question;
  return evaluateTexts({
    count: removals.length,
    texts,
    rule,
    family,
    isWhole: (place) => changed === whole && removesNothing(getAt(removals, place)),
    measure: (places, windows) => compareLosses({ ...question, removals: places.map((place) => getAt(removals, place)), windows }),
  });
}

/** Numbers of a window in a checkpoint: nats of the whole model, nats of the changed one, tokens, positions that agree. */
const NUMBERS = 4;

/**
 * The losses of smaller vocabularies on texts, as evaluateTexts. The text of each window is read by the tokens of the whole model, and by those that stay, each
 * from its first token on.
 * @returns by list, then text
 */
export function evaluateVocabularies({
  texts,
  rule,
  family,
  checkpoint,
  ...question
}: WordQuestion & Pick<TextQuestions, 'texts' | 'rule' | 'family'> & Pick<Evaluator, 'checkpoint'>): ReturnType<typeof evaluateTexts> {
  const { lists } = question;
  const read = createWordReader(question);
  const keys = lists.map(({ kept, removal = NOTHING_REMOVED, changed }) =>
    keyOf([[...kept.keptIds], keyOfRemoval(removal), ...(changed === undefined ? [] : [changed.key])]),
  );
  const measure = async function* (
    places: readonly number[],
    windows: readonly Window[],
  ): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly WindowLoss[])[]> {
    const losses = places.map((): WindowLoss[] => []);
    for (const { ids } of windows) {
      const asked = places.map((place) => `${keyOf([ids])}:words:${getAt(keys, place)}`);
      const kept = asked.map((key) => checkpoint[key]);
      const isKept = kept.every((answer) => isNumbers(answer, NUMBERS));
      const answers = isKept ? (kept as readonly (readonly number[])[]) : (await read(textOf(ids, getAt(lists, 0)), places)).map(toNumbers);
      for (const [index, answer] of answers.entries()) {
        getAt(losses, index).push(readLoss(answer));
        yield isKept ? { count: 1 } : { count: 1, checkpoint: { [getAt(asked, index)]: answer } };
      }
    }
    return losses;
  };
  return evaluateTexts({ count: lists.length, texts, rule, family, measure });
}

function toNumbers({ parent, changed, tokens, changedWords }: WordSums): readonly number[] {
  return [parent, changed, tokens, tokens - changedWords];
}

function readLoss(answer: readonly number[]): WindowLoss {
  const [whole, changed, tokens, agreeing] = [0, 1, 2, 3].map((place) => getAt(answer, place)) as [number, number, number, number];
  return { whole, changed, tokens, positions: tokens, agreeing };
}

/** The text of some tokens; a character that is cut at an end is left out. */
function textOf(ids: readonly number[], { vocabulary }: WordQuestion['lists'][number]): string {
  // Special tokens, and rows without a token, write no text.
  const written = ids.flatMap((id) => vocabulary.tokens[id] ?? []).filter(({ kind }) => kind === 'normal' || kind === 'added');
  const bytes = Buffer.from(written.map((token) => token.bytes).join(''), 'latin1');
  return bytes.toString('utf8').replace(/^\uFFFD+|\uFFFD+$/g, '');
}
