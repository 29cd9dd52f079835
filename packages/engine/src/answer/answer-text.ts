import { knowsText, type SourcedText, tokenEntropy } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { NOTHING_REMOVED } from '@lamina/plans';
import type { Progress } from '../progress/progress.ts';
import { measureWindows } from '../score/measure-windows.ts';
import type { TextEncoder, Window } from '../text/windows.ts';
import { BATCH, type Measuring, reportWork } from './measuring.ts';

/** A text of several documents, with where it comes from. */
export interface AnswerText extends SourcedText {
  readonly documents: readonly string[];
}

/** The same as tokens: one window a document. */
export interface EncodedText extends SourcedText {
  readonly windows: readonly Window[];
}

/** A document is read up to here: longer ones would take the time of several. */
const MAX_TOKENS = 96;
/** Documents that show whether a model knows a language. */
export const FEW_DOCUMENTS = 6;

/** Documents as windows; a document of one token predicts nothing and is left out. */
export function encodeText({ text, source, documents }: AnswerText, tokenizer: TextEncoder, count: number): EncodedText {
  const windows = documents
    .map((document, place) => ({ ids: tokenizer.encode(document, 'auto').slice(0, MAX_TOKENS), document: place }))
    .filter(({ ids }) => ids.length >= 2);
  return { text, source, windows: windows.slice(0, count) };
}

/** The texts whose language the model knows: it reads some of their documents as they are. Stops after `count` of them. */
export async function* keepKnown(
  texts: readonly EncodedText[],
  { resident, checkpoint }: Measuring,
  count: number,
): AsyncGenerator<Progress, readonly EncodedText[]> {
  const understood: EncodedText[] = [];
  for (const text of texts) {
    if (understood.length === count) break;
    const windows = text.windows.slice(0, FEW_DOCUMENTS);
    const work = measureWindows(resident, 'loss', { windows, batch: BATCH, checkpoint }, [NOTHING_REMOVED]);
    const losses = yield* reportWork(work, { total: windows.length, note: `reading ${text.text}` });
    if (isKnown(windows, getAt(losses, 0))) understood.push(text);
  }
  return understood;
}

/**
 * Whether a model knows the language of a text.
 * @param losses of the whole model on each window, nats
 */
function isKnown(windows: readonly Window[], losses: readonly number[]): boolean {
  const loss = losses.reduce((sum, each) => sum + each, 0);
  const targets = windows.reduce((sum, { ids }) => sum + ids.length - 1, 0);
  return knowsText(loss / targets, tokenEntropy(windows.flatMap(({ ids }) => ids)));
}

/** The first windows of a text with about so many tokens in all, each of so many tokens. */
export function cutFirst(
  { windows }: EncodedText,
  { tokens, window }: { readonly tokens: number; readonly window: number },
): readonly Window[] {
  const cut = windows.filter(({ ids }) => ids.length >= window).map(({ ids, document }) => ({ ids: ids.slice(0, window), document }));
  const enough = cut.length > 0 ? cut : [getAt(windows, 0)];
  return enough.slice(0, Math.max(1, Math.floor(tokens / window)));
}
