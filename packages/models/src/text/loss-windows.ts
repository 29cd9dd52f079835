import { type LossText, type SourcedText, WINDOW_TOKENS } from '@lamina/benchmarks';
import { digestIds, type TextEncoder, type Window } from './windows.ts';

/** A text as the windows of `text-loss@1`, in the order in which they are read. */
export interface TextWindows extends SourcedText {
  /** Tokens of a window after the tokenizer's own beginning. */
  readonly contextTokens: number;
  readonly windows: readonly Window[];
  readonly idsSha256: string;
}

interface WindowSize {
  /** Tokens that the model reads at most. */
  readonly maxLength: number;
  /** Tokens of a window after the beginning; a model with a shorter context reads as many as it can. */
  readonly contextTokens?: number;
}

/**
 * Cuts passages into windows that do not overlap: the tokenizer's own beginning, if it adds one, and consecutive tokens of one passage. The windows come from
 * the passages in turn, so that the first few are of different ones.
 * @returns null if no passage has a window
 */
export function cutLossWindows(
  { text, source, passages }: Omit<LossText, 'label'>,
  tokenizer: TextEncoder,
  { maxLength, contextTokens = WINDOW_TOKENS }: WindowSize,
): TextWindows | null {
  const beginning = findBeginning(tokenizer);
  const size = Math.min(contextTokens, maxLength - beginning.length);
  const ofPassages = passages.map((passage, document): readonly Window[] => {
    const ids = tokenizer.encode(passage, 'never');
    return Array.from({ length: Math.floor(ids.length / size) }, (_, place) => ({
      ids: [...beginning, ...ids.slice(place * size, (place + 1) * size)],
      document,
    }));
  });
  const rounds = Math.max(0, ...ofPassages.map(({ length }) => length));
  const windows = Array.from({ length: rounds }, (_, round) => ofPassages.flatMap((own) => own.slice(round, round + 1))).flat();
  return windows.length === 0 ? null : { text, source, contextTokens: size, windows, idsSha256: digestIds(windows) };
}

/** The token that the tokenizer puts before a text by itself. */
export function findBeginning(tokenizer: TextEncoder): readonly number[] {
  const [plain] = tokenizer.encode('a', 'never');
  const [first] = tokenizer.encode('a', 'auto');
  return first === undefined || first === plain ? [] : [first];
}
