import { type JudgingRule, judgesChange } from '../text-loss/judging-texts.ts';
import { canShowLoss } from './task-loss.ts';

/** A result of a changed model on a benchmark or a text. */
export interface JudgedResult {
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
export function judgesResult({ isText, source, dense, ...score }: JudgedResult, rule: JudgingRule): boolean {
  if (dense === null) return false;
  return isText ? source !== null && judgesChange({ source }, rule) : canShowLoss({ dense, ...score });
}
