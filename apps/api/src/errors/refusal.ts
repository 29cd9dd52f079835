import { AppError } from '@lamina/errors';

/** Refuses input for a reason. @throws AppError BAD_USER_INPUT. */
export type Refuse = (reason: string) => never;

/** Makes refusals that begin alike: what cannot be done, then why. */
export function createRefusal(whatCannotBeDone: string): Refuse {
  return (reason) => {
    throw new AppError('BAD_USER_INPUT', `${whatCannotBeDone}: ${reason}.`);
  };
}
