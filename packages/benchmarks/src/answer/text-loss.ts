import { AppError } from '@lamina/errors';
import { type Interval, ratioTerms, studentProbability, studentQuantile } from '@lamina/metrics';

/** What one document of a text costs two models. */
export interface DocumentLoss {
  /** Nats of the whole model, summed over the document's predicted tokens. */
  readonly dense: number;
  /** The same of the changed model. */
  readonly changed: number;
  /** Number of predicted tokens, at least 1. */
  readonly tokens: number;
}

/** How much more perplexity a changed model has on one text, as the logarithm of a ratio: 0 = nothing lost, below 0 = better than the whole model. */
export interface TextLoss {
  /** Mean over tokens of (nats changed − nats dense). */
  readonly logLoss: number;
  /** Of logLoss, paired by document; null with one document. */
  readonly standardError: number | null;
  readonly documents: number;
}

/** One-sided level of every test of an answer. */
export const LEVEL = 0.05;

/**
 * The text loss of a change: textLoss = exp(logLoss) − 1. Its standard error comes from the differences of the documents, so the difficulty of a document
 * cancels; documents of different lengths are weighted by their tokens (ratio estimator, delta method).
 * Source: Cochran 1977, Sampling Techniques, section 2.11.
 * @param documents at least one
 * @throws AppError BAD_USER_INPUT if no document has a token
 */
export function measureTextLoss(documents: readonly DocumentLoss[]): TextLoss {
  const found = ratioTerms(
    documents.map(({ dense, changed }) => changed - dense),
    documents.map(({ tokens }) => tokens),
  );
  if (found === null) throw new AppError('BAD_USER_INPUT', 'The text has no predicted tokens; give documents of at least two tokens.');
  return { logLoss: found.ratio, standardError: found.standardError, documents: documents.length };
}

/** The share of perplexity that is added: 0.05 = 5 % more. −1 to infinity. */
export function toShare(logLoss: number): number {
  return Math.expm1(logLoss);
}

/** The loss as a share with its two-sided 95 % interval; null with one document. */
export function intervalOfText(loss: TextLoss): Interval | null {
  if (loss.standardError === null) return null;
  const margin = studentQuantile(1 - LEVEL / 2, loss.documents - 1) * loss.standardError;
  return { low: toShare(loss.logLoss - margin), high: toShare(loss.logLoss + margin) };
}

/**
 * The p-value against "the text loss is above the limit": small = it is shown to be within. One-sided t-test on the logarithmic scale.
 * Source: Schuirmann 1987, the two one-sided tests of equivalence (TOST), of which this is the side that matters.
 * @param limit a share above −1
 * @returns 0..1; 1 with one document
 */
export function testWithin(loss: TextLoss, limit: number): number {
  return oneSided(Math.log1p(limit) - loss.logLoss, loss);
}

/** The p-value against "the text loss is at most the limit": small = it is shown to be above. @returns 0..1; 1 with one document */
export function testAbove(loss: TextLoss, limit: number): number {
  return oneSided(loss.logLoss - Math.log1p(limit), loss);
}

/** P(a distance at least as large), if the true distance is 0. */
function oneSided(distance: number, { standardError, documents }: TextLoss): number {
  if (standardError === null) return 1;
  // Equal differences in all documents: a change that changes nothing, or the same in each.
  if (standardError === 0) return distance >= 0 ? 0 : 1;
  return 1 - studentProbability(distance / standardError, documents - 1);
}
