import { checkAdmin } from '../access/check-scope.ts';
import type { RequestContext } from '../access/request-context.ts';
import { findGlobalId, type GlobalId } from '../data/global-id.ts';
import type { AnyList } from '../data/list.ts';
import type { Node } from '../data/node.type.ts';
import { findSavedComparison } from '../nouns/comparison/comparison.service.ts';
import type { LeaderboardContext } from '../nouns/leaderboard/leaderboard.service.ts';
import { PUBLISHED_ROWS } from '../nouns/published-result/published-result.list.ts';
import * as STORED_LISTS from './stored-lists.ts';

/** Every list of stored rows. */
export const LISTS: readonly AnyList[] = Object.values(STORED_LISTS);

/** The context that is needed to find any object. */
export type NodeContext = RequestContext & LeaderboardContext;

/** The object behind a global id, marked with its type; null when the id is unknown or malformed. */
export async function findNode(id: string, context: NodeContext): Promise<Node | null> {
  const parsed = findGlobalId(id);
  if (parsed === null) return null;
  const row = await findRow(parsed, context);
  return row === null ? null : { ...row, __typename: parsed.typeName };
}

async function findRow({ typeName, key }: GlobalId, context: NodeContext): Promise<Node | null> {
  if (typeName === 'LeaderboardRow') return context.leaderboard.findRow(key);
  if (typeName === 'Comparison') return findSavedComparison(context, { id: key });
  if (typeName === 'PublishedResult') return PUBLISHED_ROWS.find((row) => row.key === key) ?? null;
  // Only administrators may list them, so only they may read a single one.
  if (typeName === 'ApiToken' || typeName === 'AuditEntry') checkAdmin(context);
  const list = LISTS.find(({ name }) => name === typeName);
  if (list === undefined) throw new Error(`${typeName} has neither a list nor a special lookup`);
  return context.reader.findByKey(list, key);
}
