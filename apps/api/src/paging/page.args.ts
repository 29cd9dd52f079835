import { ArgsType, Int } from 'type-graphql';
import { nullable } from './field.ts';

/** Rows of one page if the caller gives no number. */
export const DEFAULT_PAGE_SIZE = 25;
/** Maximum rows of one page; larger tables are read page by page. */
export const MAX_PAGE_SIZE = 100;

/** Arguments of every list. */
@ArgsType()
export class PageArgs {
  @nullable(Int, `How many rows to return, 0 to ${MAX_PAGE_SIZE}.`, { defaultValue: DEFAULT_PAGE_SIZE }) readonly first?: number | null;
  @nullable(String, 'Cursor of the row after which the page starts; empty = from the beginning. Valid only with the same orderBy.')
  readonly after?: string | null;
}
