import { AppError } from '@lamina/errors';
import { NODE_TYPE_NAMES, type NodeTypeName } from './node-type-name.ts';

/** A decoded global id: the type's name and the key inside that type. */
export interface GlobalId {
  readonly typeName: NodeTypeName;
  readonly key: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The opaque id that clients see: base64url of `Type:key`. */
export function encodeGlobalId(typeName: NodeTypeName, key: string): string {
  return Buffer.from(`${typeName}:${key}`, 'utf8').toString('base64url');
}

/** Parses a global id; null if the text is not one, because an unknown id is not an error for `node(id)`. */
export function findGlobalId(id: string): GlobalId | null {
  const text = Buffer.from(id, 'base64url').toString('utf8');
  const colon = text.indexOf(':');
  const typeName = NODE_TYPE_NAMES.find((name) => name === text.slice(0, colon));
  if (typeName === undefined) return null;
  const key = text.slice(colon + 1);
  if (typeName !== 'LeaderboardRow' && !UUID.test(key)) return null;
  return { typeName, key };
}

/**
 * The database key inside a global id of one given type.
 * @throws AppError BAD_USER_INPUT when the id is malformed or names another type.
 */
export function parseGlobalId(id: string, expected: NodeTypeName): string {
  const parsed = findGlobalId(id);
  if (parsed?.typeName === expected) return parsed.key;
  const found = parsed === null ? 'no id of this API' : `the id of a ${parsed.typeName}`;
  throw new AppError('BAD_USER_INPUT', `"${id.slice(0, 80)}" is ${found}; expected the id of a ${expected}. Copy it from an \`id\` field.`);
}

/** Like parseGlobalId, for an id that may be missing: then null. */
export function parseOptionalGlobalId(id: string | null | undefined, expected: NodeTypeName): string | null {
  return id === null || id === undefined ? null : parseGlobalId(id, expected);
}
