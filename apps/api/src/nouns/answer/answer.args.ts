import type { AnswerQuestion } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { ArgsType, Float } from 'type-graphql';
import { nullable } from '../../paging/field.ts';
import { Saving } from './answer.type.ts';

/** A loss that most readers accept. */
const DEFAULT_LIMIT = 0.05;
/** The loss at which models are ranked. */
const BOARD_LIMIT = 0.1;

@ArgsType()
export class AnswerArgs {
  @nullable(Float, 'Largest accepted loss, as a share above 0 and at most 1: 0.05 = 5 % more perplexity.', { defaultValue: DEFAULT_LIMIT })
  readonly lose?: number | null;
  @nullable(Saving, 'The quantity to save.', { defaultValue: Saving.BYTES }) readonly save?: Saving | null;
  @nullable(
    Float,
    'Instead of a loss: bytes that the file may have, or its share of the whole file where it is at most 1. The change that fits and costs least is named. The saved quantity is bytes.',
  )
  readonly fit?: number | null;
}

@ArgsType()
export class RemovableArgs {
  @nullable(Saving, 'The quantity to save.', { defaultValue: Saving.BYTES }) readonly save?: Saving | null;
  @nullable(Float, 'Largest accepted loss, as a share above 0 and at most 1.', { defaultValue: BOARD_LIMIT }) readonly lose?: number | null;
}

@ArgsType()
export class BoardArgs extends RemovableArgs {
  @nullable(Boolean, 'If true, only the small test models that come with Lamina; by default all others.', { defaultValue: false })
  readonly testModels?: boolean | null;
}

/** The checked question. @throws AppError BAD_USER_INPUT for a loss outside 0 to 1, for a size of 0 or less, and for a size with another quantity than bytes */
export function toQuestion({ lose, save, fit = null }: AnswerArgs): AnswerQuestion {
  const asked = save ?? Saving.BYTES;
  if (fit !== null && fit <= 0)
    throw new AppError('BAD_USER_INPUT', `fit is ${fit}; it must be above 0: bytes, as 80000000, or a share of the whole file, as 0.8.`);
  if (fit !== null && asked !== Saving.BYTES)
    throw new AppError('BAD_USER_INPUT', 'fit is a size in bytes; ask for save: BYTES, or leave save out.');
  return { limit: checkLimit(lose ?? DEFAULT_LIMIT), save: asked, fit };
}

/** The checked question of a board. @throws AppError BAD_USER_INPUT for a loss outside 0 to 1. */
export function toBoardQuestion({ lose, save }: RemovableArgs): AnswerQuestion {
  return { limit: checkLimit(lose ?? BOARD_LIMIT), save: save ?? Saving.BYTES, fit: null };
}

function checkLimit(lose: number): number {
  if (lose > 0 && lose <= 1) return lose;
  throw new AppError('BAD_USER_INPUT', `lose is ${lose}; it must be a share above 0 and at most 1, as 0.05 for 5 %.`);
}
