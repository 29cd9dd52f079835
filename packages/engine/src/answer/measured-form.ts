import type { AnswerCandidate } from '@lamina/benchmarks';
import type { Removal } from '@lamina/plans';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { RepairedRemoval } from '../resident/resident-model.ts';

/** What is measured of a model: the model without units, or another form of it. */
export interface Form {
  /** In another form by a name of its own. */
  readonly removal: Removal | RepairedRemoval;
  /** In words. */
  readonly name: string;
  /** Opens the other form; null = units are removed from the model itself. */
  readonly open: (() => Promise<OpenedModel>) | null;
}

/** A change that is measured for an answer. */
export interface FormedCandidate extends AnswerCandidate {
  readonly form: Form;
}
