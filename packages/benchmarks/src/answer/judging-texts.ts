import { canShowLoss } from './task-loss.ts';

/** A text by its name, and where it comes from: an author, a site, a corpus. The sources of a mixture are joined by `+`. */
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

/** What decides whether a text judges a change. */
export interface JudgingRule {
  /** Texts that chose or repaired the change. */
  readonly read: readonly SourcedText[];
  /** Whether the model knows the language of a single source. It is judged on a text of that source that nothing has read. */
  readonly knowsOneSource: boolean;
}

/** Whether a text whose language the whole model knows judges a change: its source differs from that of every text that chose or repaired it. */
export function judgesChange({ text, source }: SourcedText, { read, knowsOneSource }: JudgingRule): boolean {
  return read.every((one) => (knowsOneSource ? one.text !== text : !sourcesOf(one.source).includes(source)));
}

/** Sources that judge a change where the model's texts have as many that are independent of it. */
const JUDGING_SOURCES = 2;

/** A text of which it is known whether it judges a change. */
type JudgingText = SourcedText & { readonly judges: boolean };

/**
 * The texts that would have to judge a change besides those that did: where fewer than two sources judged it, those of other sources.
 * @param measured texts on which the change was measured
 * @param all texts on which changes of the model were measured
 */
export function listUnmeasuredTexts(measured: readonly JudgingText[], all: readonly SourcedText[], rule: JudgingRule): readonly string[] {
  const judged = new Set(measured.filter(({ judges }) => judges).map(({ source }) => source));
  const further = all.filter((text) => judgesChange(text, rule) && !judged.has(text.source));
  return judged.size >= JUDGING_SOURCES ? [] : further.map(({ text }) => text).sort();
}

/** A result of a changed model on a benchmark or a text. */
export interface JudgedResult {
  /** Name of the benchmark, or of the text. */
  readonly text: string;
  readonly isText: boolean;
  /** Of a text: author, site or corpus; null = not known, or no text. */
  readonly source: string | null;
  /** Score of the whole model; null if it was not measured. */
  readonly dense: number | null;
  readonly denseStandardError: number | null;
  /** Expected score of guessing; null where guessing has no meaning. */
  readonly chance: number | null;
}

/** Whether a result judges a change: a text by its source, any other benchmark if it can show a loss of the model. */
export function judgesResult({ text, isText, source, dense, ...score }: JudgedResult, rule: JudgingRule): boolean {
  if (dense === null) return false;
  return isText ? source !== null && judgesChange({ text, source }, rule) : canShowLoss({ dense, ...score });
}
