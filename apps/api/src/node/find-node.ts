import type { RequestContext } from '../server/request-context.ts';
import { findGlobalId } from './global-id.ts';
import type { Node } from './node.type.ts';

/** The object behind a global id, marked with its type; null when the id is unknown or malformed. */
export async function findNode(id: string, { reader, leaderboard }: RequestContext): Promise<Node | null> {
  const parsed = findGlobalId(id);
  if (parsed === null) return null;
  const { typeName, key } = parsed;
  const row: Node | null = typeName === 'LeaderboardRow' ? await leaderboard.findRow(key) : await reader.findByKey(typeName, key);
  return row === null ? null : { ...row, __typename: typeName };
}
