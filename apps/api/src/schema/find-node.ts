import { ApiTokenScope } from '../access/api-token-scope.ts';
import { checkScope } from '../access/check-scope.ts';
import type { RequestContext } from '../access/request-context.ts';
import { findGlobalId, type GlobalId } from '../data/global-id.ts';
import type { Node } from '../data/node.type.ts';
import { PUBLISHED_ROWS } from '../nouns/published-result/published-rows.ts';

/** The object behind a global id, marked with its type; null when the id is unknown or malformed. */
export async function findNode(id: string, context: RequestContext): Promise<Node | null> {
  const parsed = findGlobalId(id);
  if (parsed === null) return null;
  const row = await findRow(parsed, context);
  return row === null ? null : { ...row, __typename: parsed.typeName };
}

async function findRow({ typeName, key }: GlobalId, context: RequestContext): Promise<Node | null> {
  if (typeName === 'LeaderboardRow') return context.leaderboard.findRow(key);
  if (typeName === 'Comparison') return context.comparisons.findComparison({ id: key });
  if (typeName === 'PublishedResult') return PUBLISHED_ROWS.find((row) => row.key === key) ?? null;
  // The list of tokens is the administrator's, and so is each of its rows.
  if (typeName === 'ApiToken') checkScope(context, ApiTokenScope.ADMIN);
  return context.reader.findByKey(typeName, key);
}
