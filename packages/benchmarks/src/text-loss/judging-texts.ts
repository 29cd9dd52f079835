import { readKeptItems } from '@lamina/plans';

/** A text by its name and its source: an author, a site, a corpus. The sources of a mixture are joined by `+`. */
export interface SourcedText {
  readonly text: string;
  readonly source: string;
}

/**
 * Entropy of a text's own token frequencies, in nats per token: the loss of a reader who knows how often each token occurs and nothing else.
 * @param ids tokens of the text, at least one
 */
export function tokenEntropy(ids: Iterable<number>): number {
  const counts = new Map<number, number>();
  let total = 0;
  for (const id of ids) {
    // The first time, a token has no count.
    counts.set(id, (counts.get(id) ?? 0) + 1);
    total += 1;
  }
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / total) * Math.log(count / total);
  return entropy;
}

/** Whether a model knows the language of a text: its mean loss is below the entropy of the text's token frequencies. Both in nats per token. */
export function knowsText(meanLoss: number, entropy: number): boolean {
  return meanLoss < entropy;
}

/** The sources of a text. */
export function sourcesOf(source: string): readonly string[] {
  return source.split('+');
}

/** The facts that decide whether a text judges a change. */
export interface JudgingRule {
  /** Texts that chose or repaired the change. */
  readonly read: readonly SourcedText[];
}

/** The texts that chose a kept vocabulary by their tokens (readKeptItems), of those on which it was measured. */
export function listChoosingTexts<Text extends SourcedText>(keepVocabulary: string | null, texts: readonly Text[]): readonly Text[] {
  const names = keepVocabulary === null ? [] : readKeptItems(keepVocabulary).texts;
  return texts.filter(({ text }) => names.includes(text));
}

/** Sources that must judge a change before it is called good. */
export const JUDGING_SOURCES = 2;

/** Whether a text whose language the whole model knows judges a change: its source differs from that of every text that chose or repaired it. */
export function judgesChange({ source }: Pick<SourcedText, 'source'>, { read }: JudgingRule): boolean {
  return read.every((one) => !sourcesOf(one.source).includes(source));
}
