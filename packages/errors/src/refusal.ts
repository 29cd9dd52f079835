import { AppError } from './app-error.ts';

/** Refuses input for a reason. @throws AppError BAD_USER_INPUT. */
export type Refuse = (reason: string) => never;

/** Creates refusals with a common beginning: what cannot be done, followed by the reason. */
export function createRefusal(whatCannotBeDone: string): Refuse {
  return (reason) => {
    throw new AppError('BAD_USER_INPUT', `${whatCannotBeDone}: ${reason}.`);
  };
}
