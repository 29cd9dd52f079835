import { AppError } from '@lamina/errors';
import { MAX_PAGE_SIZE } from './page.args.ts';

/**
 * Refuses an argument that lists too many things at once.
 * @throws AppError BAD_USER_INPUT above the page size limit.
 */
export function checkBatchSize(argument: string, size: number): void {
  if (size <= MAX_PAGE_SIZE) return;
  throw new AppError('BAD_USER_INPUT', `${argument} holds ${size} entries; the limit is ${MAX_PAGE_SIZE}. Split the request.`);
}
