import { studentQuantile } from '@lamina/metrics';
import { LEVEL, type TextLoss } from './text-loss.ts';

/** More than this would not be measured by anybody. */
const MAXIMUM = 1_000_000;

/**
 * The number of documents of a text that would decide a change if its loss stays as estimated: standard errors shrink with the square root of the number.
 * @param compared changes of the family: the first step of Holm's correction divides the level by it
 * @returns null if no realistic number would
 */
export function documentsToDecide(loss: TextLoss, limit: number, compared: number): number | null {
  if (loss.standardError === null || loss.standardError === 0) return null;
  const distance = Math.abs(Math.log1p(limit) - loss.logLoss);
  const needed = studentQuantile(1 - LEVEL / compared, loss.documents - 1) * loss.standardError;
  const documents = Math.ceil(loss.documents * (needed / distance) ** 2);
  return documents <= MAXIMUM ? Math.max(documents, loss.documents) : null;
}
