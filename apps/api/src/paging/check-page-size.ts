import { AppError } from '@lamina/errors';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './page.args.ts';

/**
 * The number of rows to return.
 * @throws AppError BAD_USER_INPUT outside 0 to the maximum.
 */
export function checkPageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size >= 0 && size <= MAX_PAGE_SIZE) return size;
  throw new AppError('BAD_USER_INPUT', `first is ${size}; it must be 0 to ${MAX_PAGE_SIZE}. Follow pageInfo.endCursor for more rows.`);
}
