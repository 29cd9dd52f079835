import { AppError } from '@lamina/errors';
import { type Interval, type RatioTerms, ratioTerms, studentProbability, studentQuantile } from '@lamina/metrics';

/** The only protocol by which a loss on text is measured; a new formula is a new version. */
export const TEXT_LOSS = 'text-loss@1';

/** Tokens of a window after the tokenizer's own beginning. A model with a shorter context reads as many as it can. */
export const WINDOW_TOKENS = 512;

/** One window of a text, read by the whole model and by the changed one: sums over its scored tokens. */
export interface WindowLoss {
  /** Nats of the whole model. */
  readonly whole: number;
  /** Nats of the changed model. */
  readonly changed: number;
  /** Scored tokens, at least 1: every token after the first. */
  readonly tokens: number;
  /** Positions at which the most likely next tokens of both models were compared; 0 where they are not known. */
  readonly positions: number;
  /** Positions at which they are the same token (top1-agreement@1). */
  readonly agreeing: number;
}

/** One model, whole or changed, on the windows of one text. For the whole model `changed` is `whole`, and all positions agree. */
export interface TextEvaluation {
  /** Name of the text. */
  readonly text: string;
  /** Author, site or corpus of the text. */
  readonly source: string;
  /** Tokens of a window after the tokenizer's own beginning. */
  readonly contextTokens: number;
  /** SHA-256 of the token ids of all windows of the text, measured or not: evaluations that share it read the same windows in the same order. */
  readonly idsSha256: string;
  /** In the order of the text; a change that was decided early has fewer. */
  readonly windows: readonly WindowLoss[];
}

/** How much more perplexity a changed model has on one text, as the logarithm of a ratio: 0 = nothing lost, below 0 = better than the whole model. */
export interface TextLoss {
  /** Mean over scored tokens of (nats changed − nats whole). */
  readonly logLoss: number;
  /** Standard error of logLoss over windows; null with one window. */
  readonly standardError: number | null;
  readonly windows: number;
  /** Scored tokens of all windows. */
  readonly tokens: number;
  /** 1 − top1-agreement@1: the share of positions whose most likely next token changes, 0..1; null if no position was compared. */
  readonly changedWords: number | null;
}

/** A text by its name, its source, and how much of it stands before a scored token. */
export interface MeasuredText extends TextLoss, Pick<TextEvaluation, 'text' | 'source' | 'contextTokens'> {
  /** Whether the text judges the change well: its source chose and repaired nothing of it. Every text can convict. */
  readonly judges: boolean;
}

/** One-sided level of every test of an answer. */
export const LEVEL = 0.05;

/**
 * `text-loss@1` of a change on one text: textLoss = exp(logLoss) − 1. The window is the sampling unit, because the tokens of one window are not independent:
 * logLoss is a ratio of sums over windows, and its standard error comes from their residuals.
 * Source: Cochran 1977, Sampling Techniques, section 2.11.
 * @param windows at least one
 * @throws AppError BAD_USER_INPUT if no window has a scored token
 */
export function measureTextLoss(windows: readonly WindowLoss[]): TextLoss {
  const found = lossTerms(windows);
  const total = (name: 'tokens' | 'positions' | 'agreeing'): number => windows.reduce((sum, window) => sum + window[name], 0);
  const positions = total('positions');
  return {
    logLoss: found.ratio,
    standardError: found.standardError,
    windows: windows.length,
    tokens: total('tokens'),
    changedWords: positions === 0 ? null : 1 - total('agreeing') / positions,
  };
}

/** The ratio that a text loss is: Σ (nats changed − nats whole) ÷ Σ scored tokens, over windows. @throws AppError as measureTextLoss does */
export function lossTerms(windows: readonly WindowLoss[]): RatioTerms {
  const found = ratioTerms(
    windows.map(({ whole, changed }) => changed - whole),
    windows.map(({ tokens }) => tokens),
  );
  if (found === null) throw new AppError('BAD_USER_INPUT', 'The text has no scored token; give passages of at least two tokens.');
  return found;
}

/** The share of perplexity that is added: 0.05 = 5 % more. −1 to infinity. */
export function toShare(logLoss: number): number {
  return Math.expm1(logLoss);
}

/** The fields that a test of a text loss needs. */
export type TestedLoss = Pick<TextLoss, 'logLoss' | 'standardError' | 'windows'>;

/** The loss as a share with its two-sided 95 % interval, computed on the logarithm; null with one window. */
export function intervalOfText({ logLoss, standardError, windows }: TestedLoss): Interval | null {
  if (standardError === null) return null;
  const margin = studentQuantile(1 - LEVEL / 2, windows - 1) * standardError;
  return { low: toShare(logLoss - margin), high: toShare(logLoss + margin) };
}

/**
 * The p-value against "the text loss is above the limit": small = it is shown to be within. One-sided t-test on the logarithm.
 * Source: Schuirmann 1987, the two one-sided tests of equivalence (TOST), of which this is the side that matters.
 * @param limit a share above −1
 * @returns 0..1; 1 with one window
 */
export function testWithin(loss: TestedLoss, limit: number): number {
  return oneSided(Math.log1p(limit) - loss.logLoss, loss);
}

/** The p-value against "the text loss is at most the limit": small = it is shown to be above. @returns 0..1; 1 with one window */
export function testAbove(loss: TestedLoss, limit: number): number {
  return oneSided(loss.logLoss - Math.log1p(limit), loss);
}

/** P(a distance at least as large), if the true distance is 0. */
function oneSided(distance: number, { standardError, windows }: TestedLoss): number {
  if (standardError === null) return 1;
  // Equal differences in all windows: a change that changes nothing, or the same in each.
  if (standardError === 0) return distance >= 0 ? 0 : 1;
  return 1 - studentProbability(distance / standardError, windows - 1);
}
