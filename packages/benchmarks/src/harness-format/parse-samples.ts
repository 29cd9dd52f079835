import { AppError } from '@lamina/errors';

/** Maximum number of lines of all samples files of one import. */
export const MAX_SAMPLES = 100_000;

/** A model's answer to one document, as lm-evaluation-harness logs it. */
export interface ImportedSample {
  readonly documentId: string;
  /** SHA-256 of the document; null in files of old versions. */
  readonly documentHash: string | null;
  readonly filter: string;
  /** Nats: one per choice, or one for a perplexity document; empty for generated text. */
  readonly logLikelihoods: readonly number[];
  /** Index of the correct choice, starting at 0; null if the target is not an index. */
  readonly gold: number | null;
  /** The document's value of each metric that is a number. */
  readonly values: Readonly<Record<string, number>>;
  /** The document's log-likelihood, nats, and what it is divided by, words or bytes, of each metric that is such a pair. */
  readonly sums: Readonly<Record<string, readonly [logLikelihood: number, weight: number]>>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a samples_*.jsonl of lm-evaluation-harness 0.4.x (`--log_samples`): one document and filter per line, in the order of the file.
 * @throws AppError BAD_USER_INPUT naming the line that is not a sample
 */
export function parseHarnessSamples(text: string): readonly ImportedSample[] {
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [parseHarnessSample(line, index + 1)]));
}

function parseHarnessSample(line: string, number: number): ImportedSample {
  const fields = parseObject(line);
  const { doc_id: id, doc_hash: hash, filter = 'none', metrics, target } = fields ?? {};
  if (fields === null || (typeof id !== 'number' && typeof id !== 'string') || typeof filter !== 'string' || !Array.isArray(metrics))
    throw new AppError('BAD_USER_INPUT', `Line ${number} is not a sample; expected a line of samples_*.jsonl of lm-evaluation-harness.`);
  const names = metrics.filter((name) => typeof name === 'string');
  const values = names.flatMap((name) => (isNumber(fields[name]) ? [[name, fields[name]] as const] : []));
  const sums = names.flatMap((name) => {
    const [sum, weight] = Array.isArray(fields[name]) ? fields[name] : [];
    return isNumber(sum) && isNumber(weight) ? [[name, [sum, weight]] as const] : [];
  });
  return {
    documentId: String(id),
    documentHash: typeof hash === 'string' ? hash : null,
    filter,
    logLikelihoods: readLogLikelihoods(fields.filtered_resps),
    gold: readIndex(target),
    values: Object.fromEntries(values),
    sums: Object.fromEntries(sums),
  };
}

/** Likelihoods are pairs of a number and whether it was the greedy choice, or single numbers; the harness writes some of them as text. */
function readLogLikelihoods(answers: unknown): readonly number[] {
  if (!Array.isArray(answers)) return [];
  const numbers = answers.map((answer) => toNumber(Array.isArray(answer) ? answer[0] : answer));
  return numbers.every((value) => value !== null) ? numbers : [];
}

function readIndex(target: unknown): number | null {
  const value = typeof target === 'string' && /^\d{1,4}$/.test(target) ? Number(target) : target;
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

function toNumber(value: unknown): number | null {
  if (isNumber(value)) return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function parseObject(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    // Text that is not JSON is not a sample; the caller names the line.
    return null;
  }
}
