import { isObject, type Json } from './config/config-edit.ts';

/** The JSON merge patch (RFC 7396) that turns `before` into `after`: changed values, and null for keys that are gone. */
export function createMergePatch(before: Json, after: Json): Json {
  const gone = Object.keys(before).filter((key) => !(key in after));
  const changed = Object.entries(after).filter(([key, value]) => !isSame(before[key], value) || !(key in before));
  return Object.fromEntries([
    ...changed.map(([key, value]) => {
      const old = before[key];
      return [key, isObject(old) && isObject(value) ? createMergePatch(old, value) : value];
    }),
    ...gone.map((key) => [key, null]),
  ]);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
