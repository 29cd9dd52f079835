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
  @nullable(Saving, 'What to save.', { defaultValue: Saving.BYTES }) readonly save?: Saving | null;
}

@ArgsType()
export class RemovableArgs {
  @nullable(Float, 'Largest accepted loss, as a share above 0 and at most 1.', { defaultValue: BOARD_LIMIT }) readonly lose?: number | null;
}

/** The checked question. @throws AppError BAD_USER_INPUT for a loss outside 0 to 1. */
export function toQuestion({ lose, save }: AnswerArgs, limit = DEFAULT_LIMIT): AnswerQuestion {
  return { limit: checkLimit(lose ?? limit), save: save ?? Saving.BYTES };
}

/** The checked question of a board, which counts parameters. @throws AppError BAD_USER_INPUT for a loss outside 0 to 1. */
export function toBoardQuestion({ lose }: RemovableArgs): AnswerQuestion {
  return { limit: checkLimit(lose ?? BOARD_LIMIT), save: Saving.PARAMETERS };
}

function checkLimit(lose: number): number {
  if (lose > 0 && lose <= 1) return lose;
  throw new AppError('BAD_USER_INPUT', `lose is ${lose}; it must be a share above 0 and at most 1, as 0.05 for 5 %.`);
}
