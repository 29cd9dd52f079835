import { createHash } from 'node:crypto';
import { sortKeys } from '@lamina/plans';

/** SHA-256 (hex) of a JSON value, independent of the order of its keys: equal values have equal digests. */
export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(value)))
    .digest('hex');
}

/** Hexadecimal digits of a slug: 64 bits are enough to identify any number of saved pages. */
const SLUG_LENGTH = 16;

/** The short name of a saved page, from its content: what is saved twice has one name. */
export function slugOf(content: unknown): string {
  return digestOf(content).slice(0, SLUG_LENGTH);
}
